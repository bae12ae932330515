from odoo import models


class SameCompanyMixin(models.AbstractModel):
    """Checks companies once for records made together, not once for each.

    The sessions of a course and their follow-ups name the same few records, and Odoo
    asks for every record and field anew: a fifth of the time of booking a course.
    """

    _name = "acupuncture.same.company.mixin"
    _description = "Checks Companies Together"

    def _check_company(self, fnames=None):
        asked = self._fields if fnames is None or "company_id" in fnames else fnames
        names = [
            name
            for name in asked
            if self._fields[name].relational and self._fields[name].check_company
        ]
        doubtful = self.browse()
        for company, records in (self.grouped("company_id") if names else {}).items():
            if not records._all_fit(company, names):
                doubtful |= records
        return super(SameCompanyMixin, doubtful)._check_company(fnames)

    def _all_fit(self, company, names):
        """Tell whether all that these records of ``company`` name may be named."""
        # sudo: as Odoo's own check does, which then words the refusal
        records = self.sudo().with_context(active_test=False)
        return all(
            targets == targets.filtered_domain(targets._check_company_domain(company))
            for targets in map(records.mapped, names)
        )
