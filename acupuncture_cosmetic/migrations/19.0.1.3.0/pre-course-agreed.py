"""Courses know what was agreed for them, those sold before they did too.

Before the registry, which would work out a price for each of them one by one. Their
credits keep their prices; what the order took off counts in proportion to its lines.
"""

_COLUMNS = """
    ALTER TABLE acupuncture_course
        ADD COLUMN IF NOT EXISTS amount_agreed numeric,
        ADD COLUMN IF NOT EXISTS amount_discount numeric,
        ADD COLUMN IF NOT EXISTS amount_discount_untaxed numeric,
        ADD COLUMN IF NOT EXISTS amount_price numeric
"""
_AGREED = """
    WITH orders AS (
        SELECT order_id,
               greatest(sum(price_total), 0)
                   / nullif(sum(greatest(price_total, 0)), 0) AS net,
               greatest(sum(price_subtotal), 0)
                   / nullif(sum(greatest(price_subtotal, 0)), 0) AS net_untaxed
          FROM sale_order_line
         WHERE display_type IS NULL AND is_downpayment IS NOT TRUE
      GROUP BY order_id
    ), granted AS (
        SELECT course_id, sum(price) AS price,
               sum(price) FILTER (
                   WHERE state NOT IN ('refunded', 'transferred')) AS kept
          FROM acupuncture_credit
      GROUP BY course_id
    ), known AS (
        SELECT course.id, granted.price, coalesce(granted.kept, 0) AS kept,
               granted.price
                   * coalesce(line.price_total / nullif(line.price_subtotal, 0), 1)
                   AS whole,
               coalesce(orders.net, 1) AS net,
               coalesce(orders.net_untaxed, 1) AS net_untaxed,
               currency.rounding::numeric AS unit
          FROM acupuncture_course course
          JOIN res_currency currency ON currency.id = course.currency_id
          JOIN sale_order_line line ON line.id = course.sale_line_id
          JOIN granted ON granted.course_id = course.id
     LEFT JOIN orders ON orders.order_id = line.order_id
    )
    UPDATE acupuncture_course course
       SET amount_agreed = round(whole * net / unit) * unit,
           amount_discount = round(whole * (1 - net) / unit) * unit,
           amount_discount_untaxed = round(price * (1 - net_untaxed) / unit) * unit,
           amount_price = coalesce(
               round(whole * net * kept / nullif(price, 0) / unit) * unit, 0)
      FROM known
     WHERE known.id = course.id AND course.amount_agreed IS NULL
"""
_BY_HAND = """
    UPDATE acupuncture_course
       SET amount_agreed = 0, amount_discount = 0, amount_discount_untaxed = 0,
           amount_price = 0
     WHERE amount_agreed IS NULL
"""
# Products promise no longer than can be told; what was sold stays as it was sold.
_PRODUCTS = """
    UPDATE product_template
       SET validity_length = least(validity_length, CASE validity_unit
               WHEN 'day' THEN 3660 WHEN 'week' THEN 530 ELSE 120 END),
           validity_date = least(validity_date, date '2200-01-01'),
           grace_days = least(grace_days, 3660),
           late_cancel_hours = least(late_cancel_hours, 8784),
           session_count = least(session_count, 500),
           part_paid_sessions = least(part_paid_sessions, 500)
     WHERE validity_length > 120 OR validity_date > date '2200-01-01'
        OR grace_days > 3660 OR late_cancel_hours > 8784
        OR session_count > 500 OR part_paid_sessions > 500
"""


def migrate(cr, version):
    for query in (_COLUMNS, _AGREED, _BY_HAND, _PRODUCTS):
        cr.execute(query)
