"""Reactions are watched until they are gone: once each, for the right people."""

from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time

from .consent_common import agree_to_news
from .followup_common import NOW
from .reaction_common import ReactionCase

DAILY = [f"AE_SERIOUS_D{day}" for day in (1, 2, 3, 4, 5, 6, 7, 14, 21)]


class TestFollowupReaction(ReactionCase):
    def of(self, reaction):
        """Return code -> follow-up of a reaction."""
        found = self.Followup.search([("anchor", "=", f"reaction:{reaction.id}")])
        return {followup.rule_id.code: followup for followup in found}

    def states(self, reaction):
        return {code: followup.state for code, followup in self.of(reaction).items()}

    def test_each_reaction_has_its_own_rules(self):
        cases = {
            ("bruise", "mild"): {"BRUISE_7D", "BRUISE_21D"},
            ("haematoma", "moderate"): {"BRUISE_7D", "BRUISE_21D"},
            ("swelling", "mild"): {"AE_24H", "AE_72H"},
            ("infection", "serious"): {"AE_SERIOUS", "AE_SERIOUS_30", *DAILY},
        }
        for (kind, severity), codes in cases.items():
            with self.subTest(kind):
                reaction = self.react(kind, severity=severity)
                self.assertEqual(set(self.of(reaction)), codes)

    def test_offsets_count_from_when_it_was_recorded(self):
        bruise = self.of(self.react(onset_at="2026-05-02 08:00:00"))
        self.assertEqual(bruise["BRUISE_7D"].due, NOW + timedelta(days=7))
        self.assertEqual(bruise["BRUISE_21D"].due, NOW + timedelta(days=21))
        pain = self.of(self.react("pain"))
        self.assertEqual(pain["AE_24H"].due, NOW + timedelta(hours=24))
        self.assertEqual(pain["AE_72H"].due, NOW + timedelta(hours=72))
        serious = self.of(self.react("eye"))
        self.assertEqual(serious["AE_SERIOUS"].due, NOW)
        self.assertEqual(serious["AE_SERIOUS_D3"].due, NOW + timedelta(days=3))
        self.assertEqual(serious["AE_SERIOUS_30"].due, NOW + timedelta(days=30))

    def test_a_bruise_that_is_gone_is_left_alone(self):
        reaction = self.react()
        self.run_due(days=7)
        self.assertEqual(
            self.states(reaction), {"BRUISE_7D": "open", "BRUISE_21D": "planned"}
        )
        task = self.of(reaction)["BRUISE_7D"].activity_ids
        with self.at(days=8):
            reaction.action_resolve()
        self.assertEqual(set(self.states(reaction).values()), {"cancelled"})
        self.assertFalse(task.exists())
        self.run_due(days=30)
        self.assertEqual(set(self.states(reaction).values()), {"cancelled"})

    def test_what_comes_back_is_watched_again(self):
        reaction = self.react("pain")
        reaction.action_resolve()
        reaction.action_reopen()
        self.assertEqual(
            self.states(reaction), {"AE_24H": "planned", "AE_72H": "planned"}
        )

    def test_gone_before_leaving_makes_no_task(self):
        reaction = self.react("bleeding", resolved_on="2026-05-04")
        self.assertFalse(self.of(reaction))

    def test_the_lead_is_told_at_once(self):
        cron = self.env.ref("acupuncture_cosmetic.ir_cron_followups")
        triggers = [("cron_id", "=", cron.id)]
        before = self.env["ir.cron.trigger"].search_count(triggers)
        reaction = self.react("pneumothorax")
        self.assertGreater(self.env["ir.cron.trigger"].search_count(triggers), before)
        self.run_due()
        told = self.of(reaction)["AE_SERIOUS"]
        self.assertEqual(told.state, "open")
        self.assertTrue(
            told.assigned_id.has_group("acupuncture_cosmetic.group_clinical_lead")
        )
        task = told.activity_ids
        self.assertEqual((task.summary, task.note), ("Follow-up", False))
        self.assertEqual(task.date_deadline, NOW.date())
        self.assertEqual(self.env[task.res_model].browse(task.res_id), told)

    def test_daily_until_it_is_stable(self):
        reaction = self.react("infection")
        self.run_due()
        self.run_due(days=1)
        self.run_due(days=2)
        states = self.states(reaction)
        self.assertEqual(states["AE_SERIOUS_D2"], "open")
        self.assertEqual(states["AE_SERIOUS_D3"], "planned")
        with self.at(days=2):
            reaction.action_stable()
        states = self.states(reaction)
        self.assertEqual({states[code] for code in DAILY}, {"cancelled"})
        self.assertEqual(states["AE_SERIOUS"], "open")
        self.assertEqual(states["AE_SERIOUS_30"], "planned")
        self.run_due(days=30)
        self.assertEqual(self.states(reaction)["AE_SERIOUS_30"], "open")
        with self.at(days=31):
            reaction.action_resolve()
        self.assertEqual(self.states(reaction)["AE_SERIOUS_30"], "cancelled")

    def test_what_was_done_stays_done(self):
        reaction = self.react("pain")
        self.run_due(days=1)
        first = self.of(reaction)["AE_24H"]
        with self.at(days=1):
            first.action_done("Better")
            reaction.action_resolve()
            reaction.action_reopen()
        self.assertEqual(first.state, "done")
        self.assertEqual(self.of(reaction)["AE_72H"].state, "planned")

    def test_a_bruise_found_to_be_serious_changes_its_rules(self):
        reaction = self.react()
        reaction.severity = "serious"
        states = self.states(reaction)
        self.assertEqual(states["BRUISE_7D"], "cancelled")
        self.assertEqual(states["AE_SERIOUS"], "planned")

    def test_a_removed_row_is_forgotten(self):
        reaction = self.react()
        followups = list(self.of(reaction).values())
        reaction.unlink()
        self.assertEqual({followup.state for followup in followups}, {"cancelled"})

    def test_once_each_whatever_happens_to_the_session(self):
        first, second = self.react(), self.react("pain")
        before = self.Followup.search_count([])
        self.session.sudo()._sync_followups()
        first.write({"description": "Seen again"})
        self.assertEqual(self.Followup.search_count([]), before)
        self.assertEqual(
            {*self.states(first).values(), *self.states(second).values()}, {"planned"}
        )
        self.sign()
        self.assertEqual(set(self.states(first).values()), {"planned"})

    def test_late_reactions_are_watched_from_then_on(self):
        self.sign()
        with self.at(days=9):
            reaction = self.react()
        week = self.of(reaction)["BRUISE_7D"]
        self.assertEqual(week.due, NOW + timedelta(days=16))

    def test_they_are_for_practitioners(self):
        followup = self.of(self.react())["BRUISE_7D"]
        for role, seen in (("front_desk", 0), ("manager", 0), ("practitioner", 1)):
            followups = self.Followup.with_user(self.users[role])
            with self.subTest(role):
                self.assertEqual(
                    followups.search_count([("id", "=", followup.id)]), seen
                )
        rules = self.env["acupuncture.followup.rule"].search(
            [("trigger", "=like", "reaction_%")]
        )
        self.assertEqual(set(rules.mapped("sensitive")), {True})
        self.assertFalse(rules.mail_template_id)

    def test_booking_costs_nothing_more(self):
        """Only sessions that are held are asked for reactions and needles."""
        booked = self.book_in(20)
        with self.assertQueryCount(0):
            self.assertEqual(booked._reaction_events() + booked._needle_events(), [])

    def test_many_reactions_cost_a_bounded_number_of_queries(self):
        self.react()
        few = self.spent(self.session.sudo()._sync_followups)
        for _number in range(8):
            self.react()
        many = self.spent(self.session.sudo()._sync_followups)
        self.assertLessEqual(many, few + 2)

    def test_a_change_of_rule_reaches_running_ones(self):
        reaction = self.react()
        self.rules["BRUISE_7D"].delay = 5
        self.rules["BRUISE_7D"].action_apply_to_running()
        with freeze_time(NOW):
            self.assertEqual(
                self.of(reaction)["BRUISE_7D"].due, NOW + timedelta(days=5)
            )

    # marketing

    def maintenance(self):
        """Return the marketing of a course of one session, ended; its clock is due."""
        self.rules["MAINT_DUE"].active = True
        course = self.sell_course(self.make_product("One session", session_count=1))
        self.treat(self.book_in(1, course))
        [followup] = self.find("MAINT_DUE", course)
        return followup

    def test_no_marketing_while_something_serious_goes_on(self):
        agree_to_news(self.env, self.client, self.company)
        self.react("infection").action_stable()
        followup = self.maintenance()
        mails = self.env["mail.mail"].search_count([])
        self.run_due(days=29, hours=1)
        self.assertEqual(followup.state, "skipped")
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_marketing_goes_on_once_it_is_gone_and_for_what_is_mild(self):
        agree_to_news(self.env, self.client, self.company)
        self.react("infection").action_resolve()
        self.react("bruise")
        followup = self.maintenance()
        self.run_due(days=29, hours=1)
        self.assertEqual(followup.state, "done")

    def test_the_dead_get_no_marketing(self):
        agree_to_news(self.env, self.client, self.company)
        fatal = self.react("pneumothorax", outcome="fatal")
        self.assertTrue(fatal.resolved_on)
        followup = self.maintenance()
        self.run_due(days=29, hours=1)
        self.assertEqual(followup.state, "skipped")

    def test_minors_get_no_marketing(self):
        agree_to_news(self.env, self.client, self.company)
        welcome = self.Followup._marketing_clients
        self.assertEqual(welcome(self.client, self.company), self.client)
        with freeze_time("1999-06-01"):  # born in 1985
            self.assertFalse(self.Followup._suppressed(self.other_client, self.company))
            self.assertEqual(
                self.Followup._suppressed(self.client, self.company), self.client
            )

    def test_nobody_reads_why_marketing_stays_out(self):
        """One reason for all: no consent and a serious reaction look the same."""
        followup = self.maintenance()
        no_consent = list(followup._stop_reasons())
        agree_to_news(self.env, self.client, self.company)
        self.assertFalse(followup._stop_reasons())
        self.react("infection")
        self.assertEqual(list(followup._stop_reasons()), no_consent)
        for word in ("reaction", "serious", "agreed", "consent", "minor"):
            self.assertNotIn(word, no_consent[0].lower())
        marketer = self.Followup.with_user(self.users["marketing"])
        with self.assertRaises(AccessError):
            marketer.search_count([("reason", "!=", False)])

    def test_another_clinic_is_told_nothing(self):
        self.react("infection")
        other = self.env["res.company"].create({"name": "Other Clinic"})
        self.assertFalse(self.Followup._suppressed(self.client, other))

    def test_whom_to_leave_in_peace_costs_the_same_for_many(self):
        many = self.env["res.partner"].create([{"name": f"C{no}"} for no in range(20)])
        few = self.spent(lambda: self.Followup._suppressed(many[0], self.company))
        self.assertLessEqual(
            self.spent(lambda: self.Followup._suppressed(many, self.company)), few
        )
