"""What lists and screens of histories cost: no more for fifty than for one."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .screening_common import ScreeningCase

SHOWN = ("effect", "summary_html", "decision", "decision_note", "to_decide")


@freeze_time("2026-03-02 09:00:00")
@tagged("post_install", "-at_install")
class TestScreeningCost(ScreeningCase):
    def submit_for(self, clients, code, day):
        """Submit a history with one yes for each client, without the form."""
        items = self.start(clients[0])._questions()
        drafts = self.intakes._sealed_create(
            [{"client_id": client.id} for client in clients[1:]]
        )
        drafts |= self.intakes.search([("client_id", "=", clients[0].id)])
        self.env["acupuncture.intake.answer"].create(
            [
                {
                    "intake_id": draft.id,
                    "item_id": item.id,
                    "value": "yes" if item.code == code else "no",
                    "on_date": item.code == code and day,
                }
                for draft in drafts
                for item in items
            ]
        )
        self.env.flush_all()
        drafts._sealed_write(
            {
                "birth_date": "1980-05-04",
                "state": "submitted",
                "submitted_at": "2026-03-01 09:00:00",
                "valid_until": "2027-03-01",
            }
        )
        for draft in drafts:
            draft._make_findings(self.intakes)

    def test_lists_cost_the_same_for_one_and_fifty(self):
        clients = self.env["res.partner"].create([{"name": f"C{n}"} for n in range(50)])
        self.submit_for(clients, "BOTOX", "2026-02-25")
        day = date(2026, 3, 2)
        requests = [
            (client, self.company, frozenset({"needling"}), day) for client in clients
        ]
        evaluate = self.intakes._evaluate_many
        one = self.spent(evaluate, requests[:1])
        self.assertEqual(one, self.spent(evaluate, requests))
        self.assertLessEqual(one, 6)
        results = evaluate(requests)
        self.assertEqual({r.not_before for r in results}, {date(2026, 3, 11)})

        refresh = self.intakes._refresh_alerts
        one = self.spent(refresh, clients[:1], self.company)
        self.assertEqual(one, self.spent(refresh, clients, self.company))

        shown = (
            "client_id",
            "light",
            "light_text",
            "undecided_count",
            "state",
            "next_session_date",
            "submitted_at",
            "valid_until",
        )
        board = self.intakes.with_user(self.users["practitioner"])
        spec = dict.fromkeys(shown, {})
        mine = [("client_id", "in", clients.ids)]
        self.assertEqual(len(board.web_search_read(mine, spec)["records"]), 50)
        one = self.spent(board.web_search_read, mine, spec, 0, 1)
        fifty = self.spent(board.web_search_read, mine, spec, 0, 50)
        self.assertLessEqual(fifty, one + 1)  # counts the rest beyond the limit

        wanted = [(client, self.company, day) for client in clients]
        lights = self.env["acupuncture.client.alert"]._lights
        self.assertEqual(self.spent(lights, wanted[:1]), self.spent(lights, wanted))

    def test_the_review_screen_costs_a_bounded_number(self):
        """More findings and more versions ask no more."""
        light = self.submit({"EPILEPSY": "yes"})
        told = dict.fromkeys(("EPILEPSY", "MIGRAINE", "LATEX", "DIABETES"), "yes")
        heavy = self.submit(told, client=self.other_client)
        heavy = self.submit(told | {"NICKEL": "yes"}, client=self.other_client)
        views = self.intakes.get_views([(False, "form")])
        names = views["models"]["acupuncture.intake"]["fields"]
        spec = {
            name: {}
            for name in names
            if name not in ("finding_ids", "answer_ids", "concern_ids", "check_ids")
        }
        finding = self.env["acupuncture.finding"]._fields
        rows = {name: {} for name in finding if name in SHOWN}
        spec["finding_ids"] = {"fields": rows}
        spec["answer_ids"] = {"fields": {"question": {}, "value": {}, "on_date": {}}}
        user = self.users["practitioner"]
        light.with_user(user).web_read(spec)
        counts = [
            self.spent(intake.with_user(user).web_read, spec)
            for intake in (light, heavy)
        ]
        self.assertLessEqual(max(counts), 60)
        self.assertLessEqual(counts[1] - counts[0], 8)
