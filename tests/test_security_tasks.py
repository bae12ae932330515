"""Sensitive tasks: clinicians alone reach them; contact and session learn nothing."""

from runpy import run_path

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import file_path

from .followup_common import NOW
from .reaction_common import ReactionCase

WORDS = "Zzmarkerzz called"
SHARED = ("res.partner", "acupuncture.session", "acupuncture.course", "sale.order")
OUTSIDERS = (
    "employee",
    "salesman",
    "front_desk",
    "billing",
    "marketing",
    "manager",
)
# What Odoo and our rooms add to a record that has tasks.
TOLD = ("activity_", "my_activity_", "message_", "followup_", "has_message", "rating_")
LATER = "2026-06-01"


@tagged("post_install", "-at_install")
class SensitiveTasks(ReactionCase):
    """Clara's serious reaction became a task of the clinical lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["salesman"] = new_test_user(
            cls.env,
            "test_salesman",
            groups="sales_team.group_sale_salesman_all_leads",
        )
        cls.records = [
            cls.client,
            cls.session,
            cls.course,
            cls.course.order_id,
        ]

    def open_task(self, kind="infection"):
        """Return the open task of a serious reaction."""
        reaction = self.react(kind)
        self.run_due()
        followup = self.Followup.search(
            [("anchor", "=", f"reaction:{reaction.id}"), ("state", "=", "open")]
        )
        self.assertEqual(len(followup.activity_ids), 1)
        return followup.activity_ids

    def outsiders(self):
        for role in OUTSIDERS:
            with self.subTest(role=role):
                yield self.users[role]

    def rpc(self, user, records, method, *args, **kwargs):
        """Call as a client program does."""
        call = [records.ids, *args] if records else list(args)
        return call_kw(records.with_user(user).browse(), method, call, kwargs)


class TestTasksAreClosed(SensitiveTasks):
    def test_nobody_else_reads_or_ends_a_task(self):
        task = self.open_task()
        followup = task.acupuncture_followup_id
        before = self.stand(task, followup)
        for user in self.outsiders():
            # even where it was given to them before, by whatever way
            for assigned in (False, True):
                self.env.cr.execute(
                    "UPDATE mail_activity SET user_id = %s WHERE id = %s",
                    (user.id if assigned else before["user_id"], task.id),
                )
                self.env.invalidate_all()
                self.refuse_everything(user, task, followup)
        self.env.cr.execute(
            "UPDATE mail_activity SET user_id = %s WHERE id = %s",
            (before["user_id"], task.id),
        )
        self.env.invalidate_all()
        self.assertEqual(self.stand(task, followup), before)

    def stand(self, task, followup):
        return {
            "user_id": task.user_id.id,
            "deadline": task.date_deadline,
            "active": task.active,
            "state": followup.state,
            "due": followup.due,
            "result": followup.result,
        }

    def refuse_everything(self, user, task, followup):
        verbs = {
            "read": [["summary", "res_name", "user_id"]],
            "web_read": [{"summary": {}}],
            "action_done": [],
            "action_feedback": [WORDS],
            "action_feedback_schedule_next": [WORDS],
            "action_done_schedule_next": [],
            "action_done_redirect_to_other": [],
            "action_cancel": [],
            "action_reschedule_today": [],
            "action_reschedule_tomorrow": [],
            "action_reschedule_nextweek": [],
            "action_archive": [],
            "unlink": [],
            "web_save": [{"note": WORDS}, {"note": {}}],
            "copy": [],
            "export_data": [["summary"]],
        }
        changes = (
            {"user_id": user.id},
            {"date_deadline": LATER},
            {"note": WORDS},
            {"active": False},
            {"acupuncture_followup_id": False},
        )
        calls = [(task, verb, args) for verb, args in verbs.items()]
        calls += [(task, "write", [vals]) for vals in changes]
        calls += [
            (followup, verb, [])
            for verb in ("action_done", "action_skip", "action_snooze", "unlink")
        ]
        calls += [
            (followup, "read", [["state"]]),
            (followup, "web_read", [{"state": {}}]),
        ]
        for records, verb, args in calls:
            with self.subTest(verb=verb, args=args, model=records._name):
                self.refuse(user, records, verb, *args)
        tasks = self.env["mail.activity"].with_user(user)
        mine = [("id", "=", task.id)]
        self.assertFalse(tasks.with_context(active_test=False).search(mine))
        self.assertFalse(tasks.search_count(mine))
        self.assertFalse(tasks.formatted_read_group(mine, ["user_id"], ["__count"]))
        models = {group["model"] for group in self.systray(user)}
        self.assertNotIn("acupuncture.followup", models)
        self.assertFalse([g for g in self.systray(user) if g.get("activity_ids")])
        data = tasks.get_activity_data("res.partner", [])
        self.assertNotIn(task.id, self.ids_in(data))

    def refuse(self, user, records, verb, *args):
        """Assert that a call is refused, in words that tell nothing of the client."""
        try:
            with self.env.cr.savepoint():
                self.rpc(user, records, verb, *args)
        except (AccessError, UserError) as refused:
            self.assertNotIn(self.client.name, str(refused))
        else:
            self.fail("let through")

    def ids_in(self, data):
        return [
            task_id
            for groups in data["grouped_activities"].values()
            for group in groups.values()
            for task_id in group["ids"]
        ]

    def systray(self, user):
        return self.env["res.users"].with_user(user)._get_activity_groups()

    def test_the_shared_records_let_nobody_end_it(self):
        """Odoo's verbs on contact, session and course, by kind of activity."""
        task = self.open_task()
        kinds = ["acupuncture_cosmetic.mail_activity_type_followup"]
        for user in self.outsiders():
            for record in self.records[:3]:
                for verb, extra in (
                    ("activity_unlink", {}),
                    ("activity_feedback", {"feedback": WORDS}),
                    ("activity_reschedule", {"date_deadline": LATER}),
                ):
                    try:
                        with self.env.cr.savepoint():
                            self.rpc(user, record, verb, kinds, **extra)
                    except AccessError:
                        continue
        self.assertTrue(task.active)
        self.assertEqual(task.date_deadline, NOW.date())
        self.assertEqual(task.acupuncture_followup_id.state, "open")

    def test_no_list_is_searched_for_what_is_hidden(self):
        """Of rows in a list, Odoo asks neither rights nor rules when it gets ids."""
        followup = self.open_task().acupuncture_followup_id
        hidden = {
            followup._name: followup,
            "acupuncture.reaction": followup.env["acupuncture.reaction"].search([]),
        }
        tried = 0
        for user in self.outsiders():
            for model, name, field in self.lists_of(user, hidden):
                ids = hidden[field.comodel_name].ids
                for condition in (("in", ids), ("!=", False)):
                    tried += 1
                    with self.subTest(model=model, field=name, condition=condition):
                        found = self.env[model].with_user(user)
                        self.assertFalse(found.search_count([(name, *condition)]))
        # every such list has groups by now; what Odoo adds comes to be seen here
        self.assertEqual(tried, 0)

    def lists_of(self, user, comodels):
        """Yield (model, name, field) of the lists that a user may search."""
        for name in sorted(self.env.registry):
            model = self.env[name].with_user(user)
            if model._abstract or not model.has_access("read"):
                continue
            for field in model._fields.values():
                if (
                    field.type in ("one2many", "many2many")
                    and field.store
                    and field.comodel_name in comodels
                    and not model._transient
                    and model._has_field_access(field, "read")
                ):
                    yield name, field.name, field

    def test_it_is_given_to_clinicians_of_the_clinic_alone(self):
        task = self.open_task().with_user(self.users["practitioner"])
        task.user_id = self.users["practitioner"]
        followup = task.acupuncture_followup_id
        self.assertEqual(followup.assigned_id, self.users["practitioner"])
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="acupuncture_cosmetic.group_practitioner",
            company_id=self.env["res.company"].create({"name": "Elsewhere"}).id,
        )
        for user in (*(self.users[role] for role in OUTSIDERS), stranger):
            with self.subTest(user.login), self.assertRaises(UserError):
                task.user_id = user
        with self.assertRaises(UserError):
            task.write(
                {
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.client.id,
                }
            )
        with self.assertRaises(UserError):
            task.res_id = self.Followup.search([("id", "!=", followup.id)], limit=1).id

    def test_a_rule_names_nobody_who_may_not_read_it(self):
        rule = self.rules["AE_SERIOUS"]
        rule.user_id = self.users["front_desk"]
        task = self.open_task()
        self.assertTrue(
            task.user_id.has_group("acupuncture_cosmetic.group_practitioner")
        )

    def test_no_task_is_made_on_an_ordinary_follow_up(self):
        ordinary = self.Followup.search([("sensitive", "=", False)], limit=1)
        tasks = self.env["mail.activity"]
        for role in ("front_desk", "practitioner"):
            with self.subTest(role), self.assertRaises(UserError):
                tasks.with_user(self.users[role]).create(
                    {
                        "res_model_id": self.env["ir.model"]._get_id(ordinary._name),
                        "res_id": ordinary.id,
                        "summary": WORDS,
                    }
                )


class TestTasksTellNothing(SensitiveTasks):
    """Everybody sees the same of client, session and course, with a task or without."""

    def test_before_open_and_done_look_alike(self):
        self.run_due()
        before = self.views()
        reaction = self.react("infection")
        self.assertEqual(self.views(), before)
        bus = self.bus_channels()
        self.run_due()
        self.assertEqual(self.views(), before)
        task = self.task_of(reaction)
        lead = self.users["clinical_lead"]
        with freeze_time(NOW):
            self.rpc(lead, task, "action_feedback", WORDS)
        self.assertEqual(self.views(), before)
        told = self.bus_channels() - bus
        self.assertTrue(
            all(
                f'"res.partner",{lead.partner_id.id}]' in channel.replace(" ", "")
                for channel in told
            ),
            told,
        )

    def task_of(self, reaction):
        followup = self.Followup.search(
            [("anchor", "=", f"reaction:{reaction.id}"), ("state", "=", "open")]
        )
        return followup.activity_ids

    def bus_channels(self):
        self.env.cr.precommit.run()
        self.env.flush_all()
        self.env.cr.execute("SELECT id, channel FROM bus_bus")
        return {channel for _id, channel in self.env.cr.fetchall()}

    def views(self):
        """Return what each outsider can learn of the records, by every field told."""
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            role: [self.view(self.users[role], record) for record in self.records]
            + self.totals(self.users[role])
            for role in OUTSIDERS
        }

    def view(self, user, record):
        mine = record.with_user(user)
        if not mine.has_access("read"):
            return None
        names = [
            name
            for name, field in record._fields.items()
            if name.startswith(TOLD) and mine._has_field_access(field, "read")
        ]
        values = mine.read(names)[0]
        domains = (
            [("activity_ids", "!=", False)],
            [("activity_state", "in", ("today", "overdue", "planned"))],
            [("activity_ids.summary", "ilike", "follow")],
            [("activity_user_id", "!=", False)],
            [("activity_ids.acupuncture_followup_id", "!=", False)],
            [("activity_ids.acupuncture_followup_id.sensitive", "=", True)],
            [("message_partner_ids", "!=", False)],
            [("message_ids.body", "ilike", WORDS)],
            [("followup_ids.sensitive", "=", True)],
            [("followup_ids.trigger", "=", "reaction_serious")],
        )
        return values, [self.count(mine, domain) for domain in domains]

    def count(self, records, domain):
        try:
            return records.search_count([("id", "=", records.id), *domain])
        except (AccessError, ValueError) as refused:
            return type(refused).__name__

    def totals(self, user):
        followups, rules = (
            self.env[name].with_user(user)
            for name in ("acupuncture.followup", "acupuncture.followup.rule")
        )
        tasks = self.env["mail.activity"].with_user(user)
        return [
            tasks.with_context(active_test=False).search_count([]),
            self.env["res.users"].with_user(user)._get_activity_groups(),
            self.count_all(followups, ["state"]),
            self.count_all(rules, ["trigger"]),
            self.env["mail.message"].with_user(user).search_count([]),
        ]

    def count_all(self, model, groupby):
        try:
            return model.formatted_read_group([], groupby, ["__count"])
        except AccessError:
            return None

    def test_a_mailing_counts_nobody_by_tasks(self):
        def total():
            mailing = self.env["mailing.mailing"].with_user(self.users["marketing"])
            made = mailing.create(
                {
                    "subject": "News",
                    "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "mailing_domain": [
                        ("id", "=", self.client.id),
                        ("activity_ids", "!=", False),
                    ],
                }
            )
            return made.total

        before = total()
        self.open_task()
        self.assertEqual(total(), before)


class TestTasksAreDone(SensitiveTasks):
    """The practitioner finds and ends them in the ordinary places."""

    def test_the_list_of_activities_shows_and_ends_it(self):
        task = self.open_task()
        lead = task.user_id
        groups = self.env["res.users"].with_user(lead)._get_activity_groups()
        [mine] = [g for g in groups if g["model"] == "acupuncture.followup"]
        self.assertEqual(mine["total_count"], 1)
        followup = task.acupuncture_followup_id.with_user(lead)
        self.assertEqual(
            self.rpc(lead, task, "action_open_document")["res_id"], followup.id
        )
        views = [(False, kind) for kind in ("kanban", "list", "form", "activity")]
        followup.get_views([*views, (False, "search")])
        with freeze_time(NOW):
            self.rpc(lead, task, "action_feedback", WORDS)
        self.assertEqual((followup.state, followup.result), ("done", WORDS))
        self.assertFalse(task.active)

    def test_words_and_files_stay_in_the_follow_up(self):
        task = self.open_task()
        lead = task.user_id
        followup = task.acupuncture_followup_id
        file = self.env["ir.attachment"].create(
            {
                "name": "note.txt",
                "raw": b"x",
                "res_model": task._name,
                "res_id": task.id,
            }
        )
        messages = self.env["mail.message"].search_count([])
        mails = self.env["mail.mail"].search_count([])
        self.rpc(lead, task, "write", {"note": f"<p>{WORDS} 1</p>", "summary": WORDS})
        self.rpc(lead, task, "write", {"user_id": self.users["practitioner"].id})
        self.rpc(lead, task, "action_feedback_schedule_next", f"{WORDS} 2")
        self.env["mail.activity"].with_user(lead).create(
            {
                "res_model": followup._name,
                "res_model_id": self.env["ir.model"]._get_id(followup._name),
                "res_id": followup.id,
                "summary": f"{WORDS} 3",
                "user_id": self.users["practitioner"].id,
            }
        )
        self.assertEqual(self.env["mail.message"].search_count([]), messages)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(followup.result, f"{WORDS}\n{WORDS} 1\n{WORDS} 2\n{WORDS} 3")
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT count(*) FROM mail_activity AS task WHERE task::text LIKE %s",
            (f"%{WORDS}%",),
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))
        self.assertEqual((file.res_model, file.res_id), (followup._name, followup.id))

    def test_moving_the_task_moves_the_follow_up(self):
        task = self.open_task()
        with freeze_time(NOW):
            self.rpc(task.user_id, task, "action_reschedule_tomorrow")
        followup = task.acupuncture_followup_id
        self.assertEqual(followup._deadline(), task.date_deadline)
        self.assertEqual((followup.due - NOW).days, 1)

    def test_who_removes_it_is_named(self):
        task = self.open_task()
        followup = task.acupuncture_followup_id
        self.rpc(self.users["practitioner"], task, "unlink")
        self.assertEqual(
            (followup.state, followup.reason),
            ("skipped", "test_practitioner removed the task"),
        )


class TestTasksMove(SensitiveTasks):
    """What stood on contact, session and course before leaves them at an update."""

    def test_the_update_takes_tasks_words_and_followers_away(self):
        lead = self.users["clinical_lead"]
        task, other = self.open_task(), self.open_task("eye")
        done = other.acupuncture_followup_id
        with freeze_time(NOW):
            done.with_user(lead).action_done(WORDS)
        self.session.message_post(body="Kept")
        neutral = self.env.ref("acupuncture_cosmetic.mail_activity_type_followup")
        said = self.session.message_post(
            body=WORDS,
            mail_activity_type_id=neutral.id,
            subtype_xmlid="mail.mt_activities",
        )
        said.date = done.closed_at
        self.session.message_subscribe(lead.partner_id.ids)
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE mail_activity
               SET res_model_id = %s, res_model = 'acupuncture.session', res_id = %s,
                   feedback = %s, user_id = %s
             WHERE id IN %s
            """,
            (
                self.env["ir.model"]._get_id("acupuncture.session"),
                self.session.id,
                WORDS,
                self.users["front_desk"].id,
                (task.id, other.id),
            ),
        )
        self.env.cr.execute(
            "UPDATE acupuncture_followup SET assigned_id = %s WHERE id = %s",
            (self.users["front_desk"].id, task.acupuncture_followup_id.id),
        )
        self.env.invalidate_all()
        self.migrate("post-followup-sensitive.py")
        for one in (task, other):
            self.assertEqual(one.res_model, "acupuncture.followup")
            self.assertEqual(one.res_id, one.acupuncture_followup_id.id)
            self.assertFalse(one.feedback)
        self.assertTrue(
            task.user_id.has_group("acupuncture_cosmetic.group_practitioner")
        )
        self.assertFalse(said.exists())
        self.assertIn("Kept", str(self.session.message_ids.mapped("body")))
        self.assertNotIn(lead.partner_id, self.session.message_partner_ids)
        self.assertEqual(done.result, WORDS)

    def test_rules_on_clinical_events_become_sensitive_first(self):
        rule = self.rules["BRUISE_7D"]
        self.react()
        followup = self.find("BRUISE_7D")
        self.env.flush_all()
        for table in ("acupuncture_followup", "acupuncture_followup_rule"):
            self.env.cr.execute(
                f"""
                ALTER TABLE {table} DROP CONSTRAINT {table}_clinical_check;
                UPDATE {table} SET sensitive = NULL;
                """
            )
        self.migrate("pre-followup-sensitive.py")
        self.env.invalidate_all()
        self.assertTrue(rule.sensitive and followup.sensitive)
        self.assertFalse(self.rules["PRE_48H"].sensitive)

    def migrate(self, name):
        script = file_path(f"acupuncture_cosmetic/migrations/19.0.1.2.0/{name}")
        run_path(script)["migrate"](self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()
