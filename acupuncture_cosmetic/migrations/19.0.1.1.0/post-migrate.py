def migrate(cr, version):
    """Orders count the courses they made, also those from before they counted."""
    cr.execute("""
        UPDATE sale_order SET courses_made = made.courses
          FROM (SELECT order_id, count(*) AS courses
                  FROM acupuncture_course
                 WHERE order_id IS NOT NULL
              GROUP BY order_id) AS made
         WHERE made.order_id = sale_order.id
    """)
