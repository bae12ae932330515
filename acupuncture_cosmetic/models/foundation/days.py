from odoo.tools import format_date


def format_day(env, day):
    """Return a day with its month in words, as the reader's language writes it.

    03/04 is a day in March to some and one in April to others; whether somebody may be
    treated must not hang on that.
    """
    return format_date(env, day, date_format="long")
