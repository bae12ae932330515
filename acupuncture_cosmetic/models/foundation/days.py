from odoo.tools import format_date
from odoo.tools.misc import babel_locale_parse


def format_day(env, day):
    """Return a day with its month in words, as the reader's language writes it.

    03/04 is a day in March to some and one in April to others; whether somebody may be
    treated must not hang on that.
    """
    return format_date(env, day, date_format="long")


def format_brief(env, day, letters="yMMMd"):
    """Return a day for a narrow column, its month in words all the same.

    :param letters: what of it is written, as CLDR names it; ``MMMEd`` is a day of this
        year with its weekday
    """
    pattern = babel_locale_parse(env.lang).datetime_skeletons[letters].pattern
    return format_date(env, day, date_format=pattern)
