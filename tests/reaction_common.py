"""What the tests of lots and reactions share: an open chart, with needles."""

from .followup_common import FollowupCase


class ReactionCase(FollowupCase):
    """One session in treatment, its chart open; a lot of its needles in use."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Lot = cls.env["acupuncture.supply.lot"]
        cls.needle_supply = cls.env.ref("acupuncture_cosmetic.supply_needle_016_15")
        cls.serum = cls.env.ref("acupuncture_cosmetic.supply_oil_almond")
        cls.lot = cls.make_lot("N-1", expiry="2027-01-31", opened_on="2026-05-01")
        refs = (f"acupuncture_cosmetic.point_{code}" for code in ("ST6", "ST7"))
        cls.point, cls.other_point = map(cls.env.ref, refs)
        # groups, so that many needles stand at one point
        (cls.point | cls.other_point).needles_per_side = 20
        cls.session = cls.book_in(0)
        cls.treatment = cls.open_chart(cls.session)

    @classmethod
    def make_lot(cls, name, supply=None, **values):
        return cls.Lot.create(
            {"name": name, "supply_id": (supply or cls.needle_supply).id, **values}
        )

    @classmethod
    def open_chart(cls, session):
        """Return the chart of a session whose client is being treated."""
        with cls.at_its_hour(session):
            session.action_arrive()
            cls.ask_again(session)
            session.action_start()
        return cls.chart(session)

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
        """Count the needles out and sign."""
        cls.sign_chart((treatment or cls.treatment).session_id)
