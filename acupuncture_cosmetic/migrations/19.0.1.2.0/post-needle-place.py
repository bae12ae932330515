def migrate(cr, version):
    """Needles of open charts are numbered, so that none is placed a second time.

    Signed charts stay as they are; doubles of open ones beyond what their point takes
    stay too, for whoever signs to look at.
    """
    cr.execute("""
        UPDATE acupuncture_needle AS needle SET place = numbered.place
          FROM (SELECT needle.id, row_number() OVER (
                           PARTITION BY treatment_id, point_id, side,
                           retained IS TRUE ORDER BY needle.id
                       ) AS place
                  FROM acupuncture_needle AS needle
                  JOIN acupuncture_treatment AS treatment
                    ON treatment.id = needle.treatment_id
                 WHERE treatment.signed_at IS NULL) AS numbered
         WHERE numbered.id = needle.id AND needle.place IS NULL
    """)
