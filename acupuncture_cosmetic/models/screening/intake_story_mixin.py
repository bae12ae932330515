from odoo import api, fields, models

from ..foundation.days import format_day
from .screen_form import SCREEN_FIELDS, SCREEN_OF_TOPIC

# in the order in which a practitioner asks for them
_BLOCKS = (
    "concerns",
    "medicines",
    "allergies",
    "procedures",
    "heart_nerves",
    "skin",
    "pregnancy",
    "lifestyle",
    "about",
)
_TOLD = [name for screen in _BLOCKS for name in SCREEN_FIELDS.get(screen, ())]


class IntakeStoryMixin(models.AbstractModel):
    """The history in readable blocks, and what changed since the last version."""

    _name = "acupuncture.intake.story.mixin"
    _description = "Health History to Read"

    story_html = fields.Html(
        string="What the Client Told", compute="_compute_story_html", sanitize=False
    )
    changes_html = fields.Html(
        string="What Changed", compute="_compute_changes_html", sanitize=False
    )

    @api.depends("answer_ids.value", "answer_ids.on_date", "answer_ids.detail")
    def _compute_story_html(self):
        for intake in self:
            intake.story_html = intake._render_part(
                "acupuncture_cosmetic.intake_story", blocks=intake._story_blocks()
            )

    @api.depends("previous_id")
    def _compute_changes_html(self):
        for intake in self:
            intake.changes_html = (
                intake._render_part(
                    "acupuncture_cosmetic.intake_changes", changes=intake._changes()
                )
                if intake.previous_id
                else False
            )

    def _render_part(self, template, **values):
        """Return a page part; the template escapes what clients typed."""
        return self.env["ir.qweb"]._render(template, {"intake": self, **values})

    def _doubt_words(self, item):
        """Yield what the client wrote that contradicts a "no", as one reads it."""
        doubt = self._doubt(item)
        if not doubt:
            return
        told = self._own_words(self.answer_ids).get(doubt.place)
        day = format_day(self.env, self.pregnancy_due_date)
        yield {
            "medicines": self.env._("Medicines: %(text)s", text=told),
            "allergies": self.env._("Allergies: %(text)s", text=told),
            "notes": self.env._("Also written: %(text)s", text=told),
            "due": self.env._("Due date: %(day)s", day=day),
            "birth": self.env._("Due date: %(day)s", day=day),
        }[doubt.place]

    def _story_blocks(self):
        """Return title, free texts, told answers and number of noes of each block."""
        titles = {
            **dict(self._screen_labels()),
            "concerns": self.env._("Concerns and goals"),
            "skin": self.env._("Skin"),
            "about": self.env._("Person"),
        }
        rows = self.answer_ids.filtered("value").grouped(
            lambda row: SCREEN_OF_TOPIC.get(row.item_id.topic, row.item_id.topic)
        )
        blocks = []
        for screen in _BLOCKS:
            answers = rows.get(screen, self.answer_ids.browse())
            told = answers.filtered(lambda row: row.value != "no")
            blocks.append(
                {
                    "title": titles[screen],
                    "texts": [
                        (self._fields[name]._description_string(self.env), text)
                        for name in SCREEN_FIELDS.get(screen, ())
                        if (text := self._shown(name))
                    ],
                    "told": told,
                    "noes": len(answers) - len(told),
                }
            )
        return blocks

    def _changes(self):
        """Return (what, before, now) of all that differs from the last version."""
        before, now = self.previous_id, self
        changes = [
            (self._fields[name]._description_string(self.env), *pair)
            for name in _TOLD
            if len(set(pair := (before._shown(name), now._shown(name)))) > 1
        ]
        concerns = [
            ", ".join(each.concern_ids.concern_id.mapped("name"))
            for each in (before, now)
        ]
        if concerns[0] != concerns[1]:
            changes.append((self._fields["concern_ids"].string, *concerns))
        old = {row.item_id: row._told() for row in before.answer_ids}
        new = {row.item_id: row._told() for row in now.answer_ids}
        items = (before.answer_ids | now.answer_ids).item_id
        changes += [
            (item.name, old.get(item, ""), new.get(item, ""))
            for item in items
            if old.get(item) != new.get(item)
        ]
        return changes

    def _shown(self, name):
        """Return a field as one reads it."""
        field = self._fields[name]
        if field.type == "selection":
            labels = dict(field._description_selection(self.env))
            return labels.get(self[name], "")
        if field.type == "date":
            return format_day(self.env, self[name])
        return self[name] or ""
