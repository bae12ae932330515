"""What holds whatever happens: queries count what breaks a law, so zero is right."""

OVERLAPS = """
    SELECT count(*)
      FROM acupuncture_session one
      JOIN acupuncture_session other ON one.id < other.id
      JOIN resource_resource who
        ON who.id IN (one.practitioner_id, one.room_id)
       AND who.id IN (other.practitioner_id, other.room_id)
     WHERE one.state NOT IN ('cancelled', 'late_cancelled')
       AND other.state NOT IN ('cancelled', 'late_cancelled')
       AND one.start < other.stop + who.turnover_minutes * interval '1 minute'
       AND other.start < one.stop + who.turnover_minutes * interval '1 minute'"""
CLIENT_OVERLAPS = """
    SELECT count(*)
      FROM acupuncture_session one
      JOIN acupuncture_session other
        ON one.id < other.id AND one.client_id = other.client_id
     WHERE one.state NOT IN ('cancelled', 'late_cancelled')
       AND other.state NOT IN ('cancelled', 'late_cancelled')
       AND one.start < other.stop AND other.start < one.stop"""
SHARED_CREDITS = """
    SELECT count(*) FROM (
        SELECT credit_id FROM acupuncture_session
         WHERE credit_id IS NOT NULL AND state NOT IN ('cancelled', 'late_cancelled')
         GROUP BY credit_id HAVING count(*) > 1) AS shared"""
UNTOLD_CREDITS = """
    SELECT count(*) FROM acupuncture_credit credit
     WHERE state <> COALESCE((SELECT to_state FROM acupuncture_credit_move
                               WHERE credit_id = credit.id
                               ORDER BY id DESC LIMIT 1), 'available')"""
BROKEN_JOURNALS = """
    SELECT count(*) FROM (
        SELECT from_state, lag(to_state, 1, 'available')
                           OVER (PARTITION BY credit_id ORDER BY id) AS before
          FROM acupuncture_credit_move) AS story
     WHERE from_state <> before"""
MISCOUNTED_COURSES = """
    SELECT count(*) FROM acupuncture_course course
     WHERE (available_count, reserved_count) <> (
        SELECT count(*) FILTER (WHERE state = 'available'),
               count(*) FILTER (WHERE state = 'reserved')
          FROM acupuncture_credit WHERE course_id = course.id)"""

LAWS = {
    "nobody is in two places": OVERLAPS,
    "no client is in two places": CLIENT_OVERLAPS,
    "a credit serves one session": SHARED_CREDITS,
    "a credit is what its last move says": UNTOLD_CREDITS,
    "each move begins where the one before ended": BROKEN_JOURNALS,
    "a course counts its credits": MISCOUNTED_COURSES,
    "a course has its credits, no more and no fewer": """
        SELECT count(*) FROM acupuncture_course course
         WHERE state <> 'draft' AND session_count <>
               (SELECT count(*) FROM acupuncture_credit WHERE course_id = course.id)""",
    "what is sold is one course each": """
        SELECT count(*) FROM sale_order_line line
          JOIN sale_order sold ON sold.id = line.order_id AND sold.state = 'sale'
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template kind ON kind.id = product.product_tmpl_id
         WHERE kind.service_tracking = 'treatment_course'
           AND kind.invoice_policy = 'order'
           AND line.product_uom_qty <>
               (SELECT count(*) FROM acupuncture_course
                 WHERE sale_line_id = line.id)""",
    "nothing is invoiced twice": """
        SELECT count(*) FROM (SELECT 1 FROM sale_order_line_invoice_rel link
          JOIN account_move_line line ON line.id = link.invoice_line_id
         WHERE line.parent_state <> 'cancel'
         GROUP BY link.order_line_id HAVING count(*) > 1) AS twice""",
    "a number names one invoice": """
        SELECT count(*) FROM (SELECT 1 FROM account_move WHERE state = 'posted'
         GROUP BY journal_id, name HAVING count(*) > 1) AS twice""",
    "an entry is balanced": """
        SELECT count(*) FROM (SELECT 1 FROM account_move_line
         GROUP BY move_id HAVING sum(balance) <> 0) AS odd""",
    "a session that stands holds its practitioner at its time": """
        SELECT count(*) FROM acupuncture_session session
         WHERE state IN ('planned', 'confirmed', 'arrived')
           AND NOT EXISTS (SELECT 1 FROM acupuncture_booking booking
                WHERE booking.session_id = session.id AND occupying
                  AND booking.resource_id = session.practitioner_id
                  AND booking.start = session.start)""",
    "and has one event in the calendar": """
        SELECT count(*) FROM acupuncture_session session
         WHERE state IN ('planned', 'confirmed', 'arrived')
           AND (SELECT count(*) FROM calendar_event event
                 WHERE event.id = session.event_id AND event.active
                   AND event.start = session.start) <> 1""",
    "what is used was held, and what was held is used": """
        SELECT count(*) FROM acupuncture_session session
          JOIN acupuncture_credit credit ON credit.id = session.credit_id
         WHERE (session.state = 'done') <> (credit.state = 'used')""",
    "a session in treatment has its chart": """
        SELECT count(*) FROM acupuncture_session session
         WHERE kind = 'treatment' AND state IN ('in_treatment', 'done')
           AND (SELECT count(*) FROM acupuncture_treatment
                 WHERE session_id = session.id) <> 1""",
    "a session is done when its chart is signed, and only then": """
        SELECT count(*) FROM acupuncture_treatment chart
          JOIN acupuncture_session session ON session.id = chart.session_id
         WHERE (session.state = 'done') <> (chart.signed_at IS NOT NULL)""",
    "a signed chart says by whom, and what was signed": """
        SELECT count(*) FROM acupuncture_treatment
         WHERE signed_at IS NOT NULL
           AND (signed_by_id IS NULL OR content_hash IS NULL)""",
    "no needle of a signed chart is unaccounted for": """
        SELECT count(*) FROM acupuncture_treatment chart
         WHERE signed_at IS NOT NULL
           AND (SELECT count(*) FROM acupuncture_needle
                 WHERE treatment_id = chart.id AND retained IS NOT TRUE)
            <> (SELECT coalesce(sum(counted_out), 0) FROM acupuncture_needle_count
                 WHERE treatment_id = chart.id)""",
    "a follow-up of an event exists once": """
        SELECT count(*) FROM (SELECT 1 FROM acupuncture_followup
         GROUP BY rule_id, anchor HAVING count(*) > 1) AS twice""",
    "a follow-up that is open has one task, another none": """
        SELECT count(*) FROM acupuncture_followup followup
         WHERE (SELECT count(*) FROM mail_activity
                 WHERE acupuncture_followup_id = followup.id)
            <> CASE WHEN state = 'open' THEN 1 ELSE 0 END""",
    "a consent has one place in the chain, without a gap": """
        SELECT count(*) FROM (SELECT chain_no, row_number() OVER
                       (PARTITION BY company_id ORDER BY chain_no) AS place
          FROM acupuncture_consent WHERE chain_no > 0) AS link
         WHERE chain_no <> place""",
}


def broken(clinic):
    """Return law -> how often it is broken, of those that are."""
    with clinic.connect() as connection, connection.cursor() as cursor:
        found = {}
        for law, query in LAWS.items():
            cursor.execute(query)
            found[law] = cursor.fetchone()[0]
    return {law: count for law, count in found.items() if count}
