"""What the tests of lots and reactions share: an open chart, with needles."""

from .followup_common import NOW, FollowupCase


class ReactionCase(FollowupCase):
    """One session in treatment, its chart open; a lot of its needles in use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Lot = cls.env["acupuncture.supply.lot"]
        cls.needle_supply = cls.env.ref("acupuncture_cosmetic.supply_needle_016_15")
        cls.serum = cls.env.ref("acupuncture_cosmetic.supply_oil_almond")
        cls.lot = cls.make_lot("N-1", expiry="2027-01-31", opened_on="2026-05-01")
        points = cls.env["acupuncture.point"].search([], limit=2)
        cls.point, cls.other_point = points if len(points) == 2 else cls.make_points()
        cls.session = cls.book_in(0)
        cls.treatment = cls.open_chart(cls.session)

    @classmethod
    def make_points(cls):
        meridian = cls.env["acupuncture.meridian"].search([], limit=1)
        meridian = meridian or cls.env["acupuncture.meridian"].create(
            {"name": "Test", "code": "TT"}
        )
        return cls.env["acupuncture.point"].create(
            [
                {
                    "code": code,
                    "name": code,
                    "meridian_id": meridian.id,
                    "region": "face",
                    "zone": "face_middle",
                }
                for code in ("TT1", "TT2")
            ]
        )

    @classmethod
    def make_lot(cls, name, supply=None, **values):
        return cls.Lot.create(
            {"name": name, "supply_id": (supply or cls.needle_supply).id, **values}
        )

    @classmethod
    def open_chart(cls, session):
        """Return the chart of a session whose client is being treated."""
        session.action_arrive()
        session.action_start()
        charts = cls.env["acupuncture.treatment"]
        return charts._sealed_create(
            [
                {
                    "name": f"T-{session.id}",
                    "session_id": session.id,
                    "client_id": session.client_id.id,
                    "company_id": session.company_id.id,
                    "practitioner_id": session.practitioner_id.id,
                }
            ]
        )

    @classmethod
    def needle(cls, treatment=None, count=1, point=None, **values):
        """Return needles of 0.16 × 15 mm in a chart."""
        return cls.env["acupuncture.needle"].create(
            [
                {
                    "treatment_id": (treatment or cls.treatment).id,
                    "point_id": (point or cls.point).id,
                    "side": "left",
                    "zone": "face_middle",
                    "gauge_mm": 0.16,
                    "length_mm": 15,
                    **values,
                }
                for _number in range(count)
            ]
        )

    @classmethod
    def react(cls, kind="bruise", role="practitioner", **values):
        """Return a reaction, recorded by a role."""
        reactions = cls.env["acupuncture.reaction"].with_user(cls.users[role])
        return reactions.create(
            {"treatment_id": cls.treatment.id, "kind": kind, **values}
        )

    @classmethod
    def use(cls, supply, treatment=None, **values):
        """Return a product used in a chart."""
        return cls.env["acupuncture.treatment.supply"].create(
            {
                "treatment_id": (treatment or cls.treatment).id,
                "supply_id": supply.id,
                **values,
            }
        )

    @classmethod
    def sign(cls, treatment=None):
        """Sign the chart."""
        (treatment or cls.treatment)._sealed_write(
            {"state": "signed", "signed_at": NOW, "signed_by_id": cls.env.uid}
        )
