from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...engine.screening import Item
from ...engine.screening_words import Term, words_of


class Contraindication(models.Model):
    """The catalogue as one clinic uses it: which items, how many days, which words."""

    _inherit = "acupuncture.contraindication"

    clinic_enabled = fields.Boolean(
        string="In Use",
        compute="_compute_clinic",
        search="_search_clinic_enabled",
        help="Asked and screened in the present clinic.",
    )
    clinic_days = fields.Integer(string="Days We Wait", compute="_compute_clinic")
    clinic_question = fields.Char(string="Our Wording", compute="_compute_clinic")
    clinic_differs = fields.Boolean(compute="_compute_clinic")

    @api.depends_context("company", "lang")
    @api.depends(
        "core",
        "defer_days",
        "question",
        "setting_ids.enabled",
        "setting_ids.use_own_days",
        "setting_ids.defer_days",
        "setting_ids.question",
    )
    def _compute_clinic(self):
        for item in self:
            setting = item._setting(self.env.company)
            own_days = setting.use_own_days
            item.clinic_enabled = setting.enabled if setting else item.core
            item.clinic_days = setting.defer_days if own_days else item.defer_days
            item.clinic_question = setting.question or item.question
            item.clinic_differs = bool(setting)

    def _search_clinic_enabled(self, operator, value):
        if operator != "in":
            return NotImplemented
        enabled = self._enabled_domain(self.env.company)
        return enabled if True in value else ~enabled

    def action_set_for_clinic(self):
        """Open what the present clinic sets for this item, empty at first."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "acupuncture.contraindication.setting",
            "res_id": self._setting(self.env.company).id,
            "view_mode": "form",
            "target": "new",
            "context": {"default_item_id": self.id},
        }

    @api.model
    def _catalogue(self, company):
        """Return the items in use as the clinic has set them, for the engine.

        One query, whatever the size of the catalogue.

        :rtype: list[Item]
        """
        self._flush_catalogue()
        return [
            Item(
                code,
                severity,
                frozenset(techniques),
                days,
                *texts,
                terms=tuple(
                    Term(kind, name, *(words_of(words or "") for words in lists))
                    for kind, name, *lists in terms or ()
                ),
                question_of=root,
                same_day=same_day,
                lasting=lasting,
            )
            for (
                code,
                severity,
                techniques,
                days,
                *texts,
                terms,
                root,
                same_day,
                lasting,
            ) in self._catalogue_rows(company)
        ]

    @api.model
    def _catalogue_rows(self, company):
        return self.env.execute_query(
            SQL(
                """
                SELECT item.code, item.severity,
                       array_remove(array_agg(technique.code), NULL),
                       CASE WHEN NOT coalesce(item.has_defer, false) THEN NULL
                            WHEN setting.use_own_days THEN setting.defer_days
                            ELSE coalesce(item.defer_days, 0) END,
                       %(name)s, coalesce(%(guidance)s, ''),
                       coalesce(item.source, ''), told.terms,
                       root.code,
                       item.topic = 'today',
                       item.category = 'medication'
                FROM acupuncture_contraindication item
                LEFT JOIN acupuncture_contraindication root
                       ON root.id = item.question_of_id
                LEFT JOIN (
                    SELECT link.item_id,
                           jsonb_agg(jsonb_build_array(
                               term.kind, term.name, term.starts, term.whole,
                               term.but_not) ORDER BY term.name COLLATE "C", term.id
                           ) AS terms
                    FROM acupuncture_screening_term_item_rel link
                    JOIN acupuncture_screening_term term ON term.id = link.term_id
                    WHERE term.active
                    GROUP BY link.item_id
                ) told ON told.item_id = coalesce(item.question_of_id, item.id)
                LEFT JOIN acupuncture_contraindication_setting setting
                       ON setting.item_id = item.id
                      AND setting.company_id = %(company)s
                LEFT JOIN acupuncture_contraindication_acupuncture_technique_rel rel
                       ON rel.acupuncture_contraindication_id = item.id
                LEFT JOIN acupuncture_technique technique
                       ON technique.id = rel.acupuncture_technique_id
                WHERE item.active AND coalesce(setting.enabled, item.core)
                GROUP BY item.id, setting.id, root.code, told.terms
                ORDER BY item.sequence, item.id
                """,
                name=self._field_to_sql("item", "name"),
                guidance=self._field_to_sql("item", "guidance"),
                company=company.id,
            )
        )

    @api.model
    def _flush_catalogue(self):
        self.flush_model()
        self.env["acupuncture.contraindication.setting"].flush_model()
        self.env["acupuncture.screening.term"].flush_model()
        self.env["acupuncture.technique"].flush_model()

    @api.model
    def _questions(self, company, topic=None, critical_only=False):
        """Return the items that the clinic asks, in the order of the form.

        An item that is not in use is still asked when one that shares its question is.
        """
        enabled = self.search(self._enabled_domain(company))
        asked = enabled.filtered(lambda item: item.topic != "derived")
        if critical_only:
            asked = asked.filtered("critical")
        roots = asked.filtered(lambda item: not item.question_of_id)
        roots |= asked.question_of_id
        if topic:
            roots = roots.filtered(lambda item: item.topic == topic)
        return roots.sorted(lambda item: (item.sequence, item.id))

    def _is_of_the_day(self):
        """Tell whether the question names the days itself, so that none is needed.

        Where one is asked for and given, it counts; else the day of the form does, the
        latest it can have been.
        """
        self.ensure_one()
        return self.topic == "today"

    def _question(self, company):
        """Return the question as the clinic words it."""
        self.ensure_one()
        return self._setting(company).question or self.question

    def _setting(self, company):
        return self.setting_ids.filtered(lambda each: each.company_id == company)[:1]

    @api.model
    def _enabled_domain(self, company):
        settings = self.env["acupuncture.contraindication.setting"].search_fetch(
            [("company_id", "=", company.id)], ["item_id", "enabled"]
        )
        switched_on = settings.filtered("enabled").item_id
        core = Domain("core", "=", True) & Domain("id", "not in", settings.item_id.ids)
        return core | Domain("id", "in", switched_on.ids)
