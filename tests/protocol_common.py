"""What the tests of protocols and plans share: a small protocol and its verbs."""

from odoo import Command

from .common import ClinicCase


class ProtocolCase(ClinicCase):
    """A draft with two points, two steps and two phases, and a lead who edits it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.protocols = cls.env["acupuncture.protocol"]
        cls.needling = cls.env.ref("acupuncture_cosmetic.technique_needling")
        cls.led = cls.env.ref("acupuncture_cosmetic.technique_led")
        cls.supply = cls.env["acupuncture.supply"].create(
            {"name": "Rose Oil", "kind": "serum", "allergens": "linalool, citronellol"}
        )
        cls.protocol = cls.make_protocol()
        cls.lead = cls.users["clinical_lead"]

    @classmethod
    def point(cls, code):
        return cls.env.ref(f"acupuncture_cosmetic.point_{code.replace('-', '_')}")

    @classmethod
    def make_protocol(cls, code="TEST8", points=("ST6", "EX-HN3"), **values):
        """Return a draft that could be activated."""
        return cls.env["acupuncture.protocol"].create(
            {
                "name": "Test protocol",
                "code": code,
                "session_minutes": 50,
                "concern_ids": [
                    Command.link(cls.env.ref("acupuncture_cosmetic.concern_acne").id)
                ],
                "technique_ids": [Command.set((cls.needling | cls.led).ids)],
                "point_ids": [
                    Command.create(
                        {
                            "point_id": cls.point(each).id,
                            "side": "mid"
                            if cls.point(each).laterality == "midline"
                            else "both",
                            "gauge_mm": 0.16,
                            "length_mm": 30,
                            "depth_mm": 5,
                        }
                    )
                    for each in points
                ],
                "step_ids": [
                    Command.create({"kind": "consult", "name": "Talk", "minutes": 5}),
                    Command.create(
                        {
                            "kind": "serum",
                            "name": "Oil",
                            "sequence": 20,
                            "supply_ids": [Command.link(cls.supply.id)],
                        }
                    ),
                ],
                "phase_ids": [
                    Command.create({"session_count": 6, "per_week": 2}),
                    Command.create({"session_count": 2, "sequence": 20}),
                ],
                **values,
            }
        )

    @classmethod
    def revise(cls, protocol, **values):
        """Return the next revision, in force."""
        draft = cls.protocols.browse(protocol.action_revise()["res_id"])
        draft.write(values)
        draft.action_activate()
        return draft
