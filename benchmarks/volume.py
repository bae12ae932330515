"""A clinic of many years, written straight into the tables with every trigger on.

Each client has a course of six, took four sessions of it, and has a history of eight
answers and two consents. Twenty practitioners in twenty rooms work hour after hour;
the last fortnight of their agenda still lies ahead.
"""

from odoo import fields

CLIENTS = 8_400  # 33,600 sessions, 100,800 bookings, 90,000 needles, 67,200 answers
SETTLED = """
    INSERT INTO res_partner (name, complete_name, active, type, autopost_bills, email,
        email_normalized, ref, company_registry, vat, customer_rank, is_company)
    SELECT n, n, TRUE, 'contact', 'ask', m, m, 'REF' || lpad(i::text, 6, '0'),
        'CR' || i, 'VAT' || i, 0, FALSE
    FROM generate_series(0, %(clients)s - 1) AS i,
        LATERAL (SELECT 'Scale client ' || lpad(i::text, 6, '0') AS n,
            'scale' || i || '@example.com' AS m) AS names;
    CREATE TEMP TABLE scale_client ON COMMIT DROP AS
    SELECT id, substr(name, 14)::int AS i FROM res_partner
    WHERE name LIKE 'Scale client %%';
    ANALYZE scale_client;
    CREATE TEMP TABLE scale_people ON COMMIT DROP AS
    SELECT min(id) FILTER (WHERE acupuncture_role = 'practitioner') AS practitioner_id,
        min(user_id) FILTER (WHERE acupuncture_role = 'practitioner') AS user_id,
        min(id) FILTER (WHERE acupuncture_role = 'room') AS room_id, j
    FROM (SELECT r.*,
            row_number() OVER (PARTITION BY acupuncture_role ORDER BY r.id) - 1 AS j
        FROM resource_resource AS r WHERE name LIKE 'Scale %%') AS numbered
    GROUP BY j;
    ANALYZE scale_people;

    INSERT INTO acupuncture_course (name, company_id, client_id, payer_id, product_id,
        currency_id, session_count, session_minutes, validity_basis, validity_length,
        validity_unit, grace_days, late_cancel_policy, late_cancel_hours,
        late_cancel_fee, part_paid_rule, part_paid_sessions, state, active,
        activated_on, usable_until, expiry_date, extended_days, available_count,
        reserved_count, used_count, forfeited_count, expired_count, open_count,
        amount_total, create_date)
    SELECT 'SC' || lpad(i::text, 6, '0'), %(company)s, id, id, %(product)s,
        %(currency)s, 6, 60, 'sale', 12, 'month', 0, 'forfeit', 24, 0, 'warn', 0,
        'active', TRUE, %(now)s::date - 200, %(now)s::date + 30 + i %% 300,
        %(now)s::date + 30 + i %% 300, 0, 2, 0, 4, 0, 0, 2, 600,
        %(now)s::timestamp - interval '200 days'
    FROM scale_client;
    CREATE TEMP TABLE scale_course ON COMMIT DROP AS
    SELECT course.id, course.client_id, i FROM acupuncture_course AS course
    JOIN scale_client AS client ON client.id = course.client_id;
    ANALYZE scale_course;
    INSERT INTO acupuncture_credit (course_id, company_id, currency_id, number, price,
        state)
    SELECT id, %(company)s, %(currency)s, number, 100, 'available'
    FROM scale_course, generate_series(1, 6) AS number;
    ANALYZE acupuncture_credit;

    CREATE TEMP TABLE scale_session ON COMMIT DROP AS
    SELECT i, k, client_id, course.id AS course_id, credit.id AS credit_id,
        people.*, 'SS' || lpad(k::text, 7, '0') AS name,
        date_trunc('hour', %(now)s::timestamp) - interval '3 hours'
            + (slot / 8 - %(past)s) * interval '1 day'
            + (slot %% 8) * interval '1 hour' AS start
    FROM scale_course AS course, generate_series(0, 3) AS visit,
        LATERAL (SELECT visit * %(clients)s + i AS k) AS numbered,
        LATERAL (SELECT k / 20 AS slot) AS placed
    JOIN scale_people AS people ON TRUE
    JOIN acupuncture_credit AS credit ON TRUE
    WHERE people.j = k %% 20 AND credit.course_id = course.id
        AND credit.number = visit + 1;
    ANALYZE scale_session;
    CREATE TEMP TABLE scale_done ON COMMIT DROP AS
    SELECT * FROM scale_session WHERE start < %(now)s::timestamp - interval '1 day';
    ANALYZE scale_done;
    INSERT INTO acupuncture_credit_move (credit_id, company_id, user_id, from_state,
        to_state, reason, amount, at)
    SELECT credit_id, %(company)s, 1, 'available', 'reserved', 'Booked', 0, start
    FROM scale_session;
    ANALYZE acupuncture_credit_move;
    INSERT INTO acupuncture_credit_move (credit_id, company_id, user_id, from_state,
        to_state, reason, amount, at)
    SELECT credit_id, %(company)s, 1, 'reserved', 'used', 'Held', 100, start
    FROM scale_done;
    INSERT INTO acupuncture_session (name, company_id, client_id, course_id, credit_id,
        practitioner_id, room_id, duration, kind, state, charge, start, stop,
        arrived_at, started_at, finished_at, began_at, ended_at, create_date)
    SELECT name, %(company)s, client_id, course_id, credit_id, practitioner_id,
        room_id, 60, 'treatment', CASE WHEN done THEN 'done' ELSE 'planned' END,
        'session', start, start + interval '1 hour', CASE WHEN done THEN start END,
        CASE WHEN done THEN start END, CASE WHEN done THEN start + interval '1 hour'
        END, start, start + interval '1 hour', start - interval '9 days'
    FROM scale_session,
        LATERAL (SELECT start < %(now)s::timestamp - interval '1 day' AS done) AS d;
    ANALYZE acupuncture_session;
    CREATE TEMP TABLE scale_made ON COMMIT DROP AS
    SELECT session.id, made.* FROM acupuncture_session AS session
    JOIN scale_session AS made ON made.name = session.name;
    ANALYZE scale_made;
    INSERT INTO acupuncture_booking (session_id, role, resource_id, user_id, client_id,
        start, stop, occupying)
    SELECT id, role, CASE role WHEN 'practitioner' THEN practitioner_id
            WHEN 'room' THEN room_id END,
        CASE role WHEN 'practitioner' THEN user_id END,
        CASE role WHEN 'client' THEN client_id END,
        start, start + interval '1 hour', TRUE
    FROM scale_made, unnest(ARRAY['practitioner', 'room', 'client']) AS role;
"""
CLINICAL = """
    INSERT INTO acupuncture_treatment (name, session_id, company_id, client_id,
        practitioner_id, state, retention_target, retention_minutes, create_date)
    SELECT 'ST' || lpad(k::text, 7, '0'), id, %(company)s, client_id, practitioner_id,
        'draft', 25, 25, start
    FROM scale_made WHERE start < %(now)s::timestamp - interval '1 day';
    ANALYZE acupuncture_treatment;
    CREATE TEMP TABLE scale_chart ON COMMIT DROP AS
    SELECT chart.id, k, start FROM acupuncture_treatment AS chart
    JOIN scale_made AS made ON made.id = chart.session_id;
    ANALYZE scale_chart;
    INSERT INTO acupuncture_needle (treatment_id, company_id, point_id, side, zone,
        retained, removal_due, client_agreed, agreed_at, place, sequence)
    SELECT chart.id, %(company)s, points[1 + (k + n) %% cardinality(points)], 'left',
        'face_upper', stays, CASE WHEN stays THEN start::date + 3 END, stays,
        CASE WHEN stays THEN start END, n, 10
    FROM scale_chart AS chart, generate_series(1, 3) AS n,
        LATERAL (SELECT n = 3 AND k %% 50 = 0 AS stays) AS s,
        (SELECT array_agg(id ORDER BY id) AS points FROM acupuncture_point) AS p;
    ANALYZE acupuncture_needle;
    INSERT INTO acupuncture_needle_count (treatment_id, company_id, zone, counted_out)
    SELECT id, %(company)s, 'face_upper', CASE WHEN k %% 50 = 0 THEN 2 ELSE 3 END
    FROM scale_chart;
    INSERT INTO acupuncture_needle_removal (treatment_id, company_id, needle_id,
        user_id, removed_by, removed_on, at)
    SELECT needle.treatment_id, %(company)s, needle.id, 1, 'clinic', removal_due,
        removal_due
    FROM acupuncture_needle AS needle JOIN scale_chart AS chart
        ON chart.id = needle.treatment_id
    WHERE retained AND k %% 1000 <> 0;
    INSERT INTO acupuncture_reaction (name, treatment_id, company_id, client_id,
        recorded_by_id, point_id, kind, severity, side, zone, outcome, resolved_on,
        recorded_at, onset_at)
    SELECT 'SR' || k, chart.id, %(company)s, client_id, 1, needle.point_id, 'bruise',
        'mild', 'left', 'face_upper', 'recovered', start::date, start, start
    FROM scale_chart AS chart
    JOIN acupuncture_treatment AS record ON record.id = chart.id
    JOIN acupuncture_needle AS needle ON needle.treatment_id = chart.id
        AND needle.place = 1
    WHERE k %% %(reaction_every)s = 0;
    ANALYZE acupuncture_needle_count;
    UPDATE acupuncture_treatment SET state = 'signed', signed_by_id = 1,
        signed_at = start, content_hash = 'x', needles_in_at = start,
        removal_at = start + interval '25 minutes'
    FROM scale_chart AS chart WHERE chart.id = acupuncture_treatment.id;

    INSERT INTO acupuncture_intake (name, company_id, client_id, version, state, source,
        birth_date, skin_type, needle_comfort)
    SELECT 'SH' || i, %(company)s, id, 1, 'draft', 'staff', '1980-01-01', '2', 'fine'
    FROM scale_client;
    ANALYZE acupuncture_intake;
    INSERT INTO acupuncture_intake_answer (intake_id, company_id, item_id, value)
    SELECT intake.id, %(company)s, item.id, 'no'
    FROM acupuncture_intake AS intake
    JOIN scale_client AS client ON client.id = intake.client_id,
        (SELECT id FROM acupuncture_contraindication ORDER BY id LIMIT 8) AS item;
    INSERT INTO acupuncture_finding (intake_id, company_id, client_id, item_id, rank,
        decision, decided_by_id, decided_at)
    SELECT intake.id, %(company)s, client.id, item.id, 1, 'accepted', 1, %(now)s
    FROM acupuncture_intake AS intake
    JOIN scale_client AS client ON client.id = intake.client_id,
        (SELECT min(id) AS id FROM acupuncture_contraindication) AS item;
    UPDATE acupuncture_intake SET state = 'reviewed', reviewed_by_id = 1,
        submitted_at = %(now)s::timestamp - interval '100 days',
        reviewed_at = %(now)s::timestamp - interval '99 days',
        valid_until = %(now)s::date + 200
    FROM scale_client AS client WHERE client.id = acupuncture_intake.client_id;
    INSERT INTO acupuncture_client_alert (client_id, company_id, level, code, timeline)
    SELECT id, %(company)s, 'green', 'ok',
        jsonb_build_array(jsonb_build_array('2020-01-01', 'green', 'ok'))
    FROM scale_client;
    DO $$
    BEGIN
        FOR part IN 0 .. %(clients)s / 100 LOOP
            PERFORM set_config('acupuncture.evidence', string_agg(
                md5((part * 100 + n)::text || form), ','), true)
            FROM generate_series(0, 99) AS n, generate_series(0, 1) AS form;
            INSERT INTO acupuncture_consent (name, company_id, client_id,
                signed_client_id, client_name, template_id, template_version, kind,
                decision, signer_name, signer_role, body, signature, signed_at,
                valid_until, content_hash)
            SELECT 'SN' || i || '/' || form, %(company)s, id, id, 'Scale',
                (SELECT min(id) FROM acupuncture_consent_template), '1.0', 'treatment',
                'given', 'Scale', 'client', 'What was signed', 'x',
                %(now)s::timestamp - interval '100 days', %(now)s::date + 200,
                md5(i::text || form)
            FROM scale_client, generate_series(0, 1) AS form
            WHERE i / 100 = part;
        END LOOP;
        PERFORM set_config('acupuncture.evidence', '', true);
    END $$;

    INSERT INTO acupuncture_followup (rule_id, trigger, anchor, company_id, client_id,
        session_id, course_id, event_at, due, state, closed_at, kind, delay, delay_unit,
        delay_side, responsible, sensitive, send_from, send_to)
    SELECT rule.id, 'session_planned', 'scale,' || made.id || ',' || n, %(company)s,
        client_id, made.id, course_id, start, start - interval '2 days',
        CASE WHEN n < 1 OR start < %(now)s::timestamp THEN 'done' ELSE 'planned' END,
        start, 'operational', 2, 'day', 'before', 'front_desk', FALSE, 8, 20
    FROM scale_made AS made, generate_series(0, 1) AS n,
        (SELECT min(id) AS id FROM acupuncture_followup_rule) AS rule;
"""
ANALYZED = (
    "acupuncture_booking",
    "acupuncture_client_alert",
    "acupuncture_consent",
    "acupuncture_course",
    "acupuncture_credit",
    "acupuncture_credit_move",
    "acupuncture_finding",
    "acupuncture_followup",
    "acupuncture_intake",
    "acupuncture_intake_answer",
    "acupuncture_needle",
    "acupuncture_needle_count",
    "acupuncture_needle_removal",
    "acupuncture_reaction",
    "acupuncture_session",
    "acupuncture_treatment",
    "res_partner",
)

# What autovacuum does within a minute: before, the words of fresh rows wait in a list.
_SETTLE_WORDS = """
    SELECT gin_clean_pending_list(index.oid)
    FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid
    JOIN pg_am ON pg_am.oid = index.relam AND amname = 'gin'
    WHERE indrelid::regclass::text = ANY(%s)
"""


def fill(env, product, clients=CLIENTS, reaction_every=10):
    """Fill the tables of ``env.company`` and bring their statistics up to date.

    :param product: what the courses sold
    :param reaction_every: one treatment in so many left a bruise
    """
    _hire(env)
    env.flush_all()
    slots = clients * 4 // 20
    values = {
        "clients": clients,
        "company": env.company.id,
        "currency": env.company.currency_id.id,
        "product": product.id,
        "past": max(slots // 8 - 14, 0),
        "now": fields.Datetime.now(),
        "reaction_every": reaction_every,
    }
    for script in (SETTLED, CLINICAL):
        env.cr.execute(script, values)
    env.cr.execute(_SETTLE_WORDS, [list(ANALYZED)])
    for table in ANALYZED:
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()


def _hire(env):
    users = env["res.users"].with_context(no_reset_password=True)
    group = env.ref("acupuncture_cosmetic.group_practitioner")
    staff = users.create(
        [
            {
                "name": f"Scale practitioner {number}",
                "login": f"scale_{number}",
                "group_ids": [(6, 0, group.ids)],
            }
            for number in range(20)
        ]
    )
    env["resource.resource"].create(
        [
            {
                "name": user.name,
                "acupuncture_role": "practitioner",
                "user_id": user.id,
                "licence_number": "L",
                "cosmetic_certified": True,
                "tz": "Europe/Vienna",
            }
            for user in staff
        ]
        + [
            {
                "name": f"Scale room {number}",
                "acupuncture_role": "room",
                "resource_type": "material",
                "tz": "Europe/Vienna",
            }
            for number in range(20)
        ]
    )
