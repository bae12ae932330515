"""What PostgreSQL refuses reaches the server's log without the values of our tables.

Odoo logs a failing statement with all its values, and PostgreSQL's own words may hold a
whole row ("Failing row contains ..."). Either happens whenever two people save one
record at once. The log is read by people who may read no chart.
"""

import logging
import re
import traceback

from psycopg2 import Error
from psycopg2.errorcodes import (
    CLASS_OBJECT_NOT_IN_PREREQUISITE_STATE,
    CLASS_TRANSACTION_ROLLBACK,
)

OURS = "acupuncture_"
# Who logs statements that failed, or the errors that came of them.
LOGGERS = (
    "odoo.sql_db",
    "odoo.http",
    "odoo.service.model",
    "odoo.service.server",
    "odoo.addons.base.models.ir_cron",
    "odoo.addons.base.models.ir_actions",
    "odoo.addons.mail.models.mail_mail",
    "odoo.addons.acupuncture_cosmetic.models.course.course_lifecycle",
    "odoo.addons.acupuncture_cosmetic.models.followup.followup_run",
    "odoo.addons.acupuncture_cosmetic.models.consent.consent_evidence",
    "odoo.addons.acupuncture_cosmetic.models.pages.ir_http",
    "odoo.addons.acupuncture_cosmetic.models.screening.intake_lights_mixin",
)
_VALUES = re.compile(
    r"^(?:DETAIL|LINE \d+|HINT|QUERY):.*?(?=^(?:CONTEXT:|Traceback|\S[\w.]*: )|\Z)",
    re.DOTALL | re.MULTILINE,
)
# Their words tell what happened to the transaction, never what stood in a row.
_WITHOUT_VALUES = (CLASS_TRANSACTION_ROLLBACK, CLASS_OBJECT_NOT_IN_PREREQUISITE_STATE)
_GUARD = re.compile(r"function (\w+)")
_BEGINNING = re.compile(r"\s*(\w+(?:\s+INTO|\s+FROM)?)\b.*?\"?(acupuncture_\w+)", re.S)


class WithholdValues(logging.Filter):
    """Let every line pass, those about our tables without what stood in the rows."""

    def filter(self, record):
        if any(isinstance(value, Error) for value in _arguments(record)):
            _withhold_arguments(record)
        if record.exc_info and record.exc_info[1]:
            _withhold_traceback(record)
        return True


def install():
    """Hang the filter on the loggers, once per process."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, WithholdValues) for each in logger.filters):
            logger.addFilter(WithholdValues())


def _arguments(record):
    return record.args if isinstance(record.args, tuple) else ()


def _withhold_arguments(record):
    """Name the statement by verb and table, and the error without values."""
    texts = [_text(value) for value in record.args]
    if any(OURS in text for text in texts):
        record.args = tuple(
            _told(value) if isinstance(value, Error) else _named(text)
            for value, text in zip(record.args, texts, strict=True)
        )


def _text(value):
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _named(statement):
    """Return e.g. ``UPDATE acupuncture_treatment (values withheld)``."""
    found = _BEGINNING.match(statement)
    if not found:
        return statement if OURS not in statement else "(statement withheld)"
    return " ".join([*found.groups(), "(values withheld)"])


def _told(error):
    """Return what is known of an error, and PostgreSQL's words where they are safe."""
    code = error.pgcode or ""
    guard = _GUARD.search(error.diag.context or "")
    known = [
        type(error).__name__,
        code,
        error.diag.constraint_name or error.diag.column_name,
        guard and guard[1],
        error.diag.message_primary if code.startswith(_WITHOUT_VALUES) else None,
    ]
    return " ".join(filter(None, known))


def _withhold_traceback(record):
    """Write the traceback now, without the details of what PostgreSQL refused."""
    error, seen = record.exc_info[1], []
    while error and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    refused = [each for each in seen if isinstance(each, Error)]
    if refused:
        text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        for each in refused:
            text = text.replace(str(each).rstrip("\n"), _told(each))
        record.exc_text = _VALUES.sub("", text)


install()
