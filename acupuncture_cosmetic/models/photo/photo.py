import base64

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.image import image_process

from ...engine import photo_set
from ..foundation.guard import check_at_commit, guard_table

PHASES = [
    ("baseline", "Before the course"),
    ("mid", "Mid-course"),
    ("end", "End of the course"),
    ("follow_up", "Later"),
]
ANGLES = [
    ("front", "Front"),
    ("left_45", "45° left"),
    ("right_45", "45° right"),
    ("left_90", "90° left"),
    ("right_90", "90° right"),
    ("neck", "Neck"),
]
EXPRESSIONS = [("neutral", "Neutral"), ("smile", "Smile")]
PRINTED = (1200, 1200)  # half a page wide at 300 dots per inch
PRINT_QUALITY = 85
# What was filed wrongly may be put right; the picture and its circumstances stay.
MOVING = ("phase", "angle", "expression", "reaction_id", "unusable", "unusable_reason")


class Photo(models.Model):
    """One picture of a fixed set, taken with the client's live consent.

    The picture, when it was taken, of whom, by whom and under which consent are facts:
    they are frozen here and in PostgreSQL. Photos are part of the record, so none is
    deleted; a bad one is marked unusable. It may show a reaction of the client.

    ``photo_taking`` takes one in; the mixin ``photo_library`` says what screens show.
    """

    _name = "acupuncture.photo"
    _description = "Photo"
    _inherit = ["acupuncture.photo.library.mixin", "acupuncture.observation.mixin"]
    _order = "taken_at desc, id desc"
    _check_company_auto = True
    _number_sequence = "sequence_photo"
    _sealed_files = "TRUE"
    _no_loose_pictures = True
    _late_files = "field"  # the picture comes with the record, once
    _sealed_fields = frozenset(
        {
            "name",
            "user_id",
            "consent_id",
            "sha256",
            "thumbnail",
            "thumbnail_sha256",
            "width",
            "height",
            "use_ids",
        }
    )
    _frozen_fields = frozenset(
        {
            "company_id",
            "client_id",
            "course_id",
            "treatment_id",
            "taken_at",
            "image",
        }
    )

    phase = fields.Selection(
        selection=PHASES,
        compute="_compute_phase",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Set from the session's place in the course; you can change it.",
    )
    angle = fields.Selection(selection=ANGLES, required=True, default="front")
    expression = fields.Selection(
        selection=EXPRESSIONS, required=True, default="neutral"
    )
    taken_at = fields.Datetime(
        required=True, default=lambda self: fields.Datetime.now()
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Taken By",
        ondelete="restrict",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
    )

    image = fields.Binary(attachment=True, copy=False)
    thumbnail = fields.Binary(attachment=True, copy=False, readonly=True)
    sha256 = fields.Char(string="SHA-256", readonly=True, required=True, copy=False)
    thumbnail_sha256 = fields.Char(readonly=True, copy=False)
    width = fields.Integer(readonly=True, copy=False)
    height = fields.Integer(readonly=True, copy=False)

    unusable = fields.Boolean(
        copy=False,
        help="Blurred, eyes closed or wrong angle: the photo is kept, but "
        "not compared.",
    )
    unusable_reason = fields.Char(string="Why Unusable", copy=False)

    reaction_id = fields.Many2one(
        comodel_name="acupuncture.reaction",
        ondelete="restrict",
        check_company=True,
        index="btree_not_null",
        copy=False,
        domain="[('client_id', '=', client_id)]",
    )
    use_ids = fields.One2many(
        comodel_name="acupuncture.photo.use",
        inverse_name="photo_id",
        string="Used In",
        readonly=True,
    )

    def init(self):
        """Let PostgreSQL ask for the consent and freeze the facts."""
        guard_table(self, "photo_guard", arguments=MOVING)
        check_at_commit(self, "photo_same_client", "UPDATE OF client_id")

    @api.depends("treatment_id", "course_id")
    def _compute_phase(self):
        numbers = {
            treatment: treatment.session_id.number for treatment in self.treatment_id
        }
        for photo in self:
            treatment = photo.treatment_id
            course = photo.course_id or treatment.session_id.course_id
            photo.phase = photo_set.phase(
                numbers.get(treatment, 0) if course else 0,
                course.used_count,
                course.session_count,
            )

    @api.constrains("unusable", "unusable_reason")
    def _check_unusable_reason(self):
        for photo in self.filtered("unusable"):
            if not (photo.unusable_reason or "").strip():
                raise UserError(
                    self.env._(
                        "%(photo)s is marked as unusable. Enter the reason under Why "
                        "Unusable.",
                        photo=photo.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_record(self):
        raise UserError(
            self.env._(
                "Photos are part of the health record and cannot be deleted. Mark a "
                "blurred or wrong photo as unusable instead."
            )
        )

    def _image_to_print(self):
        """Return the picture as it is printed: no finer than paper shows, in base64."""
        self.ensure_one()
        content = base64.b64decode(self.image or b"")
        return base64.b64encode(image_process(content, PRINTED, quality=PRINT_QUALITY))

    def action_open(self):
        """Open the picture in full size."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/image/acupuncture.photo/{self.id}/image",
            "target": "new",
        }

    @api.constrains("client_id", "reaction_id")
    def _check_reaction(self):
        for photo in self:
            reaction = photo.reaction_id
            if reaction and reaction.client_id != photo.client_id:
                raise ValidationError(
                    self.env._(
                        "%(photo)s shows %(client)s, but %(reaction)s belongs to "
                        "somebody else. Choose a reaction of this client.",
                        photo=photo.name,
                        client=photo.client_id.display_name,
                        reaction=reaction.name,
                    )
                )
