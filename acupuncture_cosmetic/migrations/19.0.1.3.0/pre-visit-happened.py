"""When visits really took place, from what their charts know; else as planned."""

# A record is made when its treatment starts.
STARTS = """
    UPDATE acupuncture_session AS session
       SET started_at = COALESCE(treatment.needles_in_at, treatment.create_date)
      FROM acupuncture_treatment AS treatment
     WHERE treatment.session_id = session.id AND session.started_at IS NULL
       AND session.state IN ('in_treatment', 'done')
"""
# "Finished" was when the chart was signed, for many in the evening or days later.
ENDS = """
    UPDATE acupuncture_session AS session SET finished_at = known.ended_at
      FROM (
        SELECT session.id, GREATEST(
                COALESCE(session.started_at, session.start)
                    + session.duration * interval '1 minute',
                treatment.removal_at
            ) AS ended_at, treatment.signed_at
          FROM acupuncture_session AS session
          JOIN acupuncture_treatment AS treatment ON treatment.session_id = session.id
         WHERE session.state = 'done' AND treatment.signed_at IS NOT NULL
      ) AS known
     WHERE known.id = session.id
       AND known.signed_at > known.ended_at + interval '1 hour'
"""
COLUMNS = """
    ALTER TABLE acupuncture_session
        ADD COLUMN IF NOT EXISTS began_at timestamp,
        ADD COLUMN IF NOT EXISTS ended_at timestamp
"""
HAPPENED = """
    UPDATE acupuncture_session
       SET began_at = COALESCE(started_at, start),
           ended_at = COALESCE(
                finished_at,
                COALESCE(started_at, start) + duration * interval '1 minute')
"""


def migrate(cr, version):
    for query in (STARTS, ENDS, COLUMNS, HAPPENED):
        cr.execute(query)
