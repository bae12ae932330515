import re
from contextlib import contextmanager

from psycopg2.errors import IntegrityConstraintViolation, UniqueViolation

from odoo import Command, api, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

OURS = "odoo.addons.acupuncture_cosmetic."
# 2026-03-09, today, now -1H, -7d, =monday: what Odoo reads by the reader's zone
_DAY = re.compile(
    r"\d{4}-\d\d-\d\d$|(today|now)\b|[=+-]\d+[dwmyHMS]\b|[=+-][a-z_]+day$"
)
GUARD = "function acupuncture_"  # what PostgreSQL says of where a refusal comes from


@contextmanager
def made_once():
    """Make rows inside that somebody else may be making now: then Odoo tries again.

    For verbs that look first, so that the second time they find what is there.
    """
    try:
        with mute_logger("odoo.sql_db"):
            yield
    except UniqueViolation as error:
        raise ConcurrencyError("made twice at the same time") from error


class Base(models.AbstractModel):
    """What every RPC caller may pass opens nothing: context keys and ids.

    Odoo skips ``@api.ondelete(at_uninstall=False)`` when the context holds the key of
    an uninstallation; what we keep from being deleted is kept all the same. Our forms
    work out with sudo what they show of a record, so an id is believed only from who
    may read it.
    """

    _inherit = "base"

    def unlink(self):
        """Ask our guards too where the key comes from outside.

        Modules are removed while the registry is being loaded, when nobody can call.
        """
        if self.pool.ready and self.env.context.get(MODULE_UNINSTALL_FLAG):
            self.check_access("unlink")
            for guard in self._skipped_guards():
                guard(self)
        return super().unlink()

    def _skipped_guards(self):
        """Return the guards of ours that an uninstallation goes without."""
        return [
            method
            for method in self._ondelete_methods
            if method.__module__.startswith(OURS) and not method._ondelete
        ]

    def _search(self, domain, *args, **kwargs):
        """A day in a filter on the clinic's records is the clinic's own day."""
        if _goes_by_the_clinic(self) and _names_a_day(self, domain):
            zone = self.env.company._clinic_tz().zone
            self = self.with_context(tz=zone)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _sql_error_to_message(self, exc):
        """Say what to do, where PostgreSQL speaks for a guard of ours.

        The models say it first, in words of their own. Here comes what changed between
        their look and the write.
        """
        if isinstance(exc, IntegrityConstraintViolation) and GUARD in (
            exc.diag.context or ""
        ):
            return self.env._(
                "This has been signed, published or closed in the meantime and stays "
                "as it is. Reload the page to see where it stands, then continue from "
                "there."
            )
        return super()._sql_error_to_message(exc)

    def onchange(self, values, field_names, fields_spec):
        ours = self._name.startswith("acupuncture.")
        if ours:
            self._check_given([values])
        result = super().onchange(values, field_names, fields_spec)
        if ours and not field_names:  # Odoo has added the defaults by now
            self._check_given([values])
        return result

    def _check_given(self, vals_list):
        """Refuse values that name what the user may not read; what a record names
        already may stay.

        :raises AccessError: a value names such a record
        """
        named = {}
        self._collect_given(vals_list, named)
        for model, ids in named.items():
            self.env[model].browse(ids).check_access("read")

    def _collect_given(self, vals_list, named):
        """Add to ``named``, by model, the ids that the values name, lines included."""
        for vals in vals_list:
            for name, value in vals.items():
                field = self._fields.get(name)
                if not value or not field or not field.relational:
                    continue
                ids, lines = _given(value)
                # sudo: compares ids only
                ids = set(ids).difference(self.sudo()[name].ids)
                if ids:
                    named.setdefault(field.comodel_name, set()).update(ids)
                for line_id, line_vals in lines:
                    line = self.env[field.comodel_name].browse(line_id)
                    line._collect_given([line_vals], named)


def _goes_by_the_clinic(model):
    return model._name == "resource.resource" or model._name.startswith("acupuncture.")


def _names_a_day(model, domain):
    """Tell whether a domain names a day or an hour in words, or without its hour."""
    return any(
        isinstance(condition.value, str) and _DAY.match(condition.value)
        for condition in Domain(domain).iter_conditions()
    )


def _given(value):
    """Return the ids that a relational value names, and (id, values) of its lines."""
    if isinstance(value, int):
        return [value], []
    if isinstance(value, models.BaseModel):
        return value.ids, []
    if isinstance(value, dict):
        return _given([value])
    ids, lines = [], []
    for command in value:
        if isinstance(command, int):
            ids.append(command)
        elif isinstance(command, dict):
            line_id = _real(command.get("id"))
            ids += line_id
            lines.append((line_id, command))
        elif command[0] == Command.SET:
            ids += command[2]
        elif command[0] == Command.CREATE:
            lines.append(([], command[2]))
        elif command[0] in (Command.LINK, Command.UPDATE):
            line_id = _real(command[1])
            ids += line_id
            if command[0] == Command.UPDATE:
                lines.append((line_id, command[2]))
    return ids, lines


def _real(line_id):
    """Return the id of a line in a list, empty for one that is not saved yet."""
    return [line_id] if isinstance(line_id, int) and line_id else []
