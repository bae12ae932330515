"""Who has no clinical right learns nothing, by whatever door he tries."""

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from .consent_common import ConsentCase
from .screening_common import ScreeningCase
from .test_security_matrix import CLINICAL, SHARED

OUTSIDERS = ("employee", "front_desk", "billing", "marketing", "manager", "portal")
# Models that outsiders use and that stand beside clinical ones.
NEIGHBOURS = (*SHARED, "acupuncture.session", "acupuncture.course", "mail.activity")


class TwoClients(ScreeningCase, ConsentCase):
    """Clara has a grave history and a signed consent, Otto a clean one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["portal"] = new_test_user(
            cls.env,
            "test_portal",
            groups="base.group_portal",
            password="test_portal_password",
        )
        exporters = cls.env.ref("base.group_allow_export")
        for user in cls.users.values():
            if user._is_internal():
                user.group_ids += exporters
        cls.history = cls.submit({"CANCER": "yes", "PACEMAKER": "yes"})
        cls.clean = cls.submit(client=cls.other_client)
        cls.consent = cls.sign_form("treatment")
        cls.clinical_records = {
            name: cls.env[name].sudo().search([], limit=1)
            for name in sorted(CLINICAL & set(cls.env.registry))
        }

    def outsiders(self):
        for role in OUTSIDERS:
            with self.subTest(role=role):
                yield self.users[role]


@tagged("post_install", "-at_install")
class TestClinicalDoors(TwoClients):
    def test_the_clinical_models_are_closed_to_every_call(self):
        """Read, search, count, group, export, names and fields."""
        for user in self.outsiders():
            for name, record in self.clinical_records.items():
                self.refuse_everything(self.env[name].with_user(user), record)

    def refuse_everything(self, model, record):
        record = record.with_user(model.env.user).with_env(model.env)
        field = next(
            f.name for f in model._fields.values() if f.store and f.name != "id"
        )
        doors = {
            "search": lambda: model.search([("id", ">", 0)]),
            "search_count": lambda: model.search_count([]),
            "search_read": lambda: model.search_read([], [field]),
            "name_search": lambda: model.name_search("0"),
            "read_group": lambda: model.formatted_read_group([], [field], ["__count"]),
            "web_search_read": lambda: model.web_search_read([], {field: {}}),
            "fields_get": lambda: model.fields_get() and model.check_access("read"),
        }
        if record:
            doors |= {
                "read": lambda: record.read([field]),
                "web_read": lambda: record.web_read({field: {}}),
                "write": lambda: record.check_access("write"),
                "copy": lambda: record.copy(),
                "unlink": lambda: record.unlink(),
            }
        if record and model.env.user._is_internal():  # others may export nothing
            doors["export"] = lambda: record.export_data([field])
        for door, go in doors.items():
            with self.subTest(model=model._name, door=door):
                with self.assertRaises(AccessError):
                    go()

    def test_no_search_of_a_neighbour_tells_the_clients_apart(self):
        """Fields that reach a clinical model by any path are refused in a domain."""
        for user in self.outsiders():
            for name in NEIGHBOURS:
                model = self.env[name].with_user(user)
                for field in self.env[name]._fields.values():
                    if field.relational and field.comodel_name in CLINICAL:
                        with self.subTest(model=name, field=field.name):
                            with self.assertRaises(AccessError):
                                model.search([(field.name, "!=", False)])

    def test_the_light_is_no_search_key_and_not_for_others(self):
        for name in ("res.partner", "acupuncture.session", "acupuncture.course"):
            field = self.env[name]._fields["screening_light"]
            with self.subTest(name):
                self.assertFalse(field.store)
                self.assertFalse(field.search)
                self.assertIn("group_front_desk", field.groups)
        for role in ("employee", "billing", "marketing", "portal"):
            partner = self.client.with_user(self.users[role])
            with self.subTest(role), self.assertRaises(AccessError):
                partner.read(["screening_light"])

    def test_the_desk_reads_a_light_and_never_a_cause(self):
        alert = self.alert().with_user(self.users["front_desk"])
        values = (
            str(alert.read()[0])
            + self.client.with_user(self.users["front_desk"]).screening_text
        )
        for word in ("CANCER", "Cancer", "PACEMAKER", "acemaker", "ncolog"):
            self.assertNotIn(word, values)

    def test_names_of_clinical_records_are_numbers(self):
        for name, record in self.clinical_records.items():
            with self.subTest(name):
                if record:
                    self.assertNotIn(self.client.name, record.display_name)
                    self.assertRegex(record.display_name, r"\d")

    def test_activities_mails_and_calendar_are_neutral(self):
        self.env["acupuncture.followup"].search([])._run()
        activities = self.env["mail.activity"].search(
            [("acupuncture_followup_id.sensitive", "=", True)]
        )
        self.assertLessEqual(set(activities.mapped("summary")), {"Follow-up"})
        self.assertFalse(any(activities.mapped("note")))


@tagged("post_install", "-at_install")
class TestClinicalFiles(HttpCase, TwoClients):
    def test_files_of_clinical_records_open_for_clinicians_alone(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "letter.pdf",
                "raw": b"%PDF-1.4 private",
                "res_model": "acupuncture.intake",
                "res_id": self.start().id,
            }
        )
        self.env.flush_all()
        for user in self.outsiders():
            user.password = f"{user.login}_password"
            self.authenticate(user.login, f"{user.login}_password")
            self.assertEqual(self.file_status(file), 404)
        self.authenticate(None, None)
        self.assertEqual(self.file_status(file), 404)
        practitioner = self.users["practitioner"]
        practitioner.password = "test_practitioner_password"
        self.authenticate(practitioner.login, "test_practitioner_password")
        self.assertEqual(self.file_status(file), 200)

    def file_status(self, file):
        return self.url_open(f"/web/content/{file.id}").status_code
