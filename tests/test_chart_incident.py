"""What is missing all the same: an incident, resolved after the whole search alone."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from .chart_common import NOW, CountCase

EVERYWHERE = dict.fromkeys(
    ("hair", "bedding", "floor", "clothing", "bin", "palpated"), True
)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestChartIncident(CountCase):
    def test_an_incident_comes_after_a_whole_search(self):
        chart = self.counted(scalp=0)
        search = self.search_in(chart, "scalp", hair=True)
        with self.assertRaisesRegex(UserError, "Floor"):
            search.action_still_open()
        search.write(EVERYWHERE)
        search.action_still_open()
        incident = chart.incident_ids
        self.assertRecordValues(
            incident,
            [{"zone": "scalp", "needles_in": 1, "needles_out": 0, "state": "open"}],
        )
        self.assertTrue(incident.bedding and incident.palpated)
        self.assertTrue(chart.count_data[2]["incident_open"])
        self.assertOpen(chart)

    def test_a_resolved_incident_lets_the_record_be_signed(self):
        chart = self.incident().treatment_id
        incident = chart.incident_ids
        with self.assertRaisesRegex(UserError, "choose how it ended"):
            incident.action_resolve()
        incident.outcome = "referred"
        with self.assertRaisesRegex(UserError, "write down how it ended"):
            incident.action_resolve()
        self.settle(incident, resolution="Found by X-ray to be nowhere")
        self.assertEqual(incident.resolved_by_id, self.users["practitioner"])
        chart.action_sign()
        self.assertEqual(chart.state, "signed")

    def test_who_cannot_sign_is_led_to_the_open_incident(self):
        incident = self.incident()
        chart = incident.treatment_id
        with self.assertRaisesRegex(UserError, f"Resolve {incident.name}"):
            chart.action_sign()
        opened = chart.action_open_incident("scalp")
        self.assertEqual((opened["res_id"], opened["target"]), (incident.id, "new"))
        with self.assertRaisesRegex(UserError, "no incident about these numbers"):
            chart.action_open_incident("legs")

    def test_a_resolution_is_about_its_numbers_alone(self):
        incident = self.incident()
        chart = incident.treatment_id
        self.settle(incident)
        chart.needle_ids.filtered(lambda one: one.zone == "scalp").copy(
            {"side": "left"}
        )
        self.assertOpen(chart)
        with self.assertRaises(UserError):
            chart.incident_ids.write({"needles_in": 2})

    def incident(self, **differing):
        """Return the open incident of a record with one needle missing."""
        chart = self.counted(**(differing or {"scalp": 0}))
        (zone,) = differing or {"scalp": 0}
        self.search_in(chart, zone, **EVERYWHERE).action_still_open()
        return chart.incident_ids

    def settle(self, incident, **values):
        incident.write({"outcome": "informed", "resolution": "Settled", **values})
        incident.action_resolve()

    def by_rpc(self, chart, **values):
        """Return an incident as any caller may file it, without the dialog."""
        incidents = self.env["acupuncture.incident"].with_user(
            self.users["practitioner"]
        )
        return incidents.create(
            {
                "treatment_id": chart.id,
                "zone": "scalp",
                "needles_in": 1,
                "needles_out": 0,
                **values,
            }
        )

    def test_no_caller_resolves_without_the_whole_search(self):
        incident = self.by_rpc(self.counted(scalp=0))
        values = {**EVERYWHERE, "floor": False, "outcome": "informed"}
        incident.write({**values, "resolution": "Gave up", "search_done": "All over"})
        for who in (incident, incident.sudo()):
            with self.assertRaisesRegex(UserError, f"{incident.name}.*Floor"):
                who.action_resolve()
        self.assertSqlRefused(
            "UPDATE acupuncture_incident SET state = 'resolved', resolved_at = now(), "
            "resolved_by_id = 1 WHERE id = %s",
            incident.id,
            words="searched",
        )
        self.assertOpen(incident.treatment_id)
        incident.floor = True
        incident.action_resolve()
        incident.treatment_id.action_sign()

    def test_what_the_search_finds_ends_it_and_is_counted(self):
        """The search stops where the needle is; nobody ticks what was not searched."""
        incident = self.by_rpc(self.counted(scalp=0), hair=True)
        self.settle(incident, outcome="found", resolution="In the hair")
        chart = incident.treatment_id
        self.assertEqual(chart.count_data[2]["out"], 1)
        chart.action_sign()

    def test_found_is_no_way_around_the_count(self):
        incident = self.by_rpc(self.counted(scalp=0))
        self.settle(incident, outcome="found")
        chart = incident.treatment_id
        chart.action_count_zone("scalp", 0)
        self.assertFalse(chart.count_data[2]["incident"], "the search begins anew")
        self.assertOpen(chart)

    def test_after_the_count_no_needle_is_said_to_stay_in(self):
        """Else a missing needle would need no search, only a tick."""
        chart = self.counted(scalp=0)
        missing = chart.needle_ids.filtered(lambda one: one.zone == "scalp")
        stays = {"retained": True, "removal_due": "2026-03-05", "client_agreed": True}
        for who in (missing, missing.sudo()):
            with self.assertRaisesRegex(UserError, "Scalp is counted already"):
                who.write(stays)
        with self.assertRaises(UserError):
            chart.write({"needle_ids": [(1, missing.id, stays)]})
        self.assertSqlRefused(
            "UPDATE acupuncture_needle SET retained = true, removal_due = '2026-03-05',"
            " client_agreed = true, agreed_at = now() WHERE id = %s",
            missing.id,
            words="are counted",
        )
        self.assertTrue(missing.is_counted)
        self.assertOpen(chart)

    def test_after_the_count_no_needle_is_said_to_have_come_out(self):
        chart = self.needled()
        needle = chart.needle_ids.filtered(lambda one: one.zone == "scalp")
        self.stay(needle)
        self.counted(chart, scalp=1)
        with self.assertRaisesRegex(UserError, "counted already"):
            needle.retained = False
        self.assertSqlRefused(
            "UPDATE acupuncture_needle SET retained = false WHERE id = %s", needle.id
        )
        needle.removal_due = "2026-03-06"
        self.assertOpen(chart)

    def test_a_press_needle_may_come_after_the_count(self):
        """It is set when the others are out; it makes up for none of them."""
        chart = self.counted(scalp=0)
        self.crown_stays(chart)
        self.assertOpen(chart)
        chart.action_count_zone("scalp", 1)
        chart.action_sign()
        self.assertEqual(chart.retained_count, 1)

    def crown_stays(self, chart):
        return chart.needle_ids.create(
            {
                "treatment_id": chart.id,
                "point_id": self.crown.id,
                "side": "mid",
                "retained": True,
                "removal_due": "2026-03-05",
                "client_agreed": True,
            }
        )

    def test_an_incident_may_end_with_a_needle_that_stays_in(self):
        incident = self.incident()
        chart = incident.treatment_id
        needle = chart.needle_ids.filtered(lambda one: one.zone == "scalp")
        self.settle(incident, **self.staying(needle))
        self.assertRecordValues(
            needle,
            [
                {
                    "retained": True,
                    "removal_due": date(2026, 3, 5),
                    "client_agreed": True,
                }
            ],
        )
        chart.action_sign()
        self.assertEqual(chart.retained_count, 1)

    def staying(self, needles, **values):
        return {
            "outcome": "stays",
            "staying_ids": needles.ids,
            "stays_until": "2026-03-05",
            "client_agreed": True,
            **values,
        }

    def test_a_needle_that_stays_in_so_has_day_agreement_and_consent(self):
        incident = self.incident()
        chart = incident.treatment_id
        needle = chart.needle_ids.filtered(lambda one: one.zone == "scalp")
        elsewhere = chart.needle_ids - needle
        for values, words in (
            (self.staying(needle, stays_until=False), "until which day"),
            (self.staying(needle, client_agreed=False), "client agreed"),
            (self.staying(needle[:0]), "which needles stay in"),
            (self.staying(elsewhere[0]), "which needles stay in"),
            (self.staying(needle | elsewhere), "which needles stay in"),
            (self.staying(needle, stays_until="2026-03-01"), "a day that has passed"),
        ):
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                with self.cr.savepoint():
                    self.settle(incident, **values)
        consents = self.env["acupuncture.consent"].search(
            [("client_id", "=", self.client.id), ("kind", "=", "treatment")]
        )
        consents._withdraw("Changed her mind", "client")
        with self.assertRaisesRegex(ValidationError, "live treatment consent"):
            with self.cr.savepoint():
                self.settle(incident, **self.staying(needle))
        self.assertSqlRefused(
            "UPDATE acupuncture_incident SET state = 'resolved', resolution = 'x', "
            "resolved_at = now(), resolved_by_id = 1, outcome = 'stays' WHERE id = %s",
            incident.id,
            words="stays_agreed",
        )
        self.assertOpen(chart)

    def test_an_incident_lets_no_more_needles_stay_in_than_were_missing(self):
        incident = self.incident(face_upper=1)
        chart = incident.treatment_id
        one, other = chart.needle_ids.filtered(lambda one: one.zone == "face_upper")
        self.settle(incident, **self.staying(one))
        self.assertSqlRefused(
            "UPDATE acupuncture_needle SET retained = true, removal_due = '2026-03-05',"
            " client_agreed = true, agreed_at = now() WHERE id = %s",
            other.id,
            words="are counted",
        )
        with self.assertRaises(UserError):
            other.write(
                {"retained": True, "removal_due": "2026-03-05", "client_agreed": True}
            )
        chart.action_sign()

    def test_no_needle_stays_in_by_numbers_that_hold_no_more(self):
        incident = self.incident()
        chart = incident.treatment_id
        needle = chart.needle_ids.filtered(lambda one: one.zone == "scalp")
        chart.action_count_zone("scalp", 1)
        with self.assertRaisesRegex(UserError, "1 in and 1 out now"):
            self.settle(incident, **self.staying(needle))
        self.settle(incident, outcome="found", resolution="In the hair")
        chart.action_sign()

    def test_in_a_signed_chart_no_needle_begins_to_stay_in(self):
        chart = self.signed()
        needle = chart.needle_ids.filtered(lambda one: one.zone == "scalp")
        incident = self.by_rpc(chart, **EVERYWHERE)
        with self.assertRaisesRegex(UserError, "is signed and stays"):
            self.settle(incident, **self.staying(needle))

    def test_what_is_found_does_not_undo_a_later_count(self):
        incident = self.incident(face_upper=0)
        chart = incident.treatment_id
        chart.action_count_zone("face_upper", 1)
        self.settle(incident, outcome="found", resolution="One in the bedding")
        [row] = [row for row in chart.count_data if row["zone"] == "face_upper"]
        self.assertEqual((row["expected"], row["out"]), (2, 1))
        self.assertOpen(chart)

    def test_no_other_incident_lets_a_needle_stay_in(self):
        """PostgreSQL asks for one that ended so, about these numbers."""
        chart = self.counted(face_upper=0)
        needle = chart.needle_ids.filtered(lambda one: one.zone == "face_upper")[0]
        for values, state, outcome in (
            ({}, "open", "stays"),
            ({}, "resolved", "informed"),
            ({"needles_in": 3, "needles_out": 1}, "resolved", "stays"),
            ({"needles_in": 1}, "resolved", "stays"),
            ({"zone": "scalp"}, "resolved", "stays"),
        ):
            numbers = {"zone": "face_upper", "needles_in": 2, **values}
            incident = self.by_rpc(chart, **numbers, **EVERYWHERE)
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE acupuncture_incident SET state = %s, outcome = %s, "
                "resolution = 'x', resolved_at = now(), resolved_by_id = 1, "
                "stays_until = '2026-03-05', client_agreed = true WHERE id = %s",
                [state, outcome, incident.id],
            )
            with self.subTest(numbers, state=state, outcome=outcome):
                self.assertSqlRefused(
                    "UPDATE acupuncture_needle SET retained = true, agreed_at = now(), "
                    "removal_due = '2026-03-05', client_agreed = true WHERE id = %s",
                    needle.id,
                    words="are counted",
                )

    def test_what_stays_in_already_is_not_the_missing_one(self):
        chart = self.needled()
        stays = self.crown_stays(chart)
        self.counted(chart, scalp=0)
        incident = self.by_rpc(chart, **EVERYWHERE)
        with self.assertRaisesRegex(UserError, "which needles stay in"):
            self.settle(incident, **self.staying(stays))

    def test_one_stays_and_one_is_still_missing(self):
        incident = self.incident(face_upper=0)
        chart = incident.treatment_id
        one = chart.needle_ids.filtered(lambda one: one.zone == "face_upper")[0]
        self.settle(incident, **self.staying(one))
        self.assertOpen(chart)
        self.search_in(chart, "face_upper", **EVERYWHERE).action_still_open()
        self.settle(chart.incident_ids - incident, outcome="referred")
        chart.action_sign()

    def test_the_form_resolves(self):
        incident = self.incident()
        with Form(incident) as form:
            form.outcome = "charted"
            form.resolution = "It never went in"
        incident.action_resolve()
        incident.treatment_id.action_sign()

    def test_facts_of_an_incident_stay(self):
        incident = self.incident()
        values = {"zone": "legs", "needles_in": 0, "kind": "other", "name": "x"}
        for name, value in {**values, "state": "resolved"}.items():
            with self.subTest(name), self.assertRaises(UserError):
                incident.sudo().write({name: value})
        with self.assertRaises(UserError):
            incident.sudo().unlink()
        for query in (
            "UPDATE acupuncture_incident SET needles_in = 0 WHERE id = %s",
            "UPDATE acupuncture_incident SET state = 'resolved' WHERE id = %s",
            "DELETE FROM acupuncture_incident WHERE id = %s",
        ):
            self.assertSqlRefused(query, incident.id)
        self.settle(incident)
        with self.assertRaisesRegex(UserError, "resolved and stays"):
            incident.write({"resolution": "Otherwise"})
        self.assertSqlRefused(
            "UPDATE acupuncture_incident SET resolution = 'x' WHERE id = %s",
            incident.id,
        )

    def test_no_incident_is_born_resolved(self):
        chart = self.counted(scalp=0)
        incidents = self.env["acupuncture.incident"]
        values = {"treatment_id": chart.id, "zone": "scalp", "needles_in": 1}
        with self.assertRaises(UserError):
            incidents.create({**values, "state": "resolved"})
        self.assertSqlRefused(
            "INSERT INTO acupuncture_incident (name, treatment_id, kind, zone, "
            "needles_in, needles_out, state, outcome, resolution, resolved_at, "
            "resolved_by_id) VALUES ('x', %s, 'count', 'scalp', 1, 0, 'resolved', "
            "'found', 'x', now(), 1)",
            chart.id,
        )

    def test_only_clinicians_resolve(self):
        incident = self.incident()
        incident.write({"outcome": "informed", "resolution": "Settled"})
        for role in ("front_desk", "manager", "billing"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(incident, role).action_resolve()

    def test_an_incident_may_come_to_light_after_the_signature(self):
        chart = self.signed()
        incident = self.env["acupuncture.incident"].create(
            {"treatment_id": chart.id, "kind": "other", "description": "In the hair"}
        )
        self.assertEqual(incident.state, "open")
        self.assertTrue(chart._is_intact())
