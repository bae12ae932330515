"""Between what a browser sends, flat text by name, and the values of a history."""

import unicodedata
from datetime import date, timedelta

NAME, TEXT = 120, 20_000

# screen -> {field: longest text}
PLAIN = {
    "about": {
        "emergency_name": NAME,
        "emergency_phone": 40,
        "guardian_name": NAME,
        "guardian_relation": NAME,
        "guardian_email": NAME,
        "guardian_phone": 40,
    },
    "concerns": {"goals": TEXT},
    "skin": {"skin_type": 1},
    "medicines": {"medicines": TEXT},
    "allergies": {"allergies": TEXT},
    "pregnancy": {"pregnancy_due_date": 10, "needle_comfort": 10},
    "lifestyle": {"lifestyle": TEXT},
}
OLDEST_YEAR = 1800  # what is less is half a year
BIRTH = ("birth_year", "birth_month", "birth_day")
ANSWER = {"y": 1, "u": 1, "on": 10, "detail": 300}


def texts(sent):
    """Return what was sent as text; files, and NUL that no column takes, stay out.

    Browsers send a line break as two characters; it is one.
    """
    return {
        name: text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
        for name, text in sent.items()
        if isinstance(text, str)
    }


def names(screen, codes, concerns=()):
    """Return {field name: longest text} of all that a screen may send."""
    known = dict.fromkeys(BIRTH, 4) if screen == "about" else {}
    known.update(PLAIN.get(screen, {}))
    if screen == "concerns":
        known.update({f"rank_{code}": 2 for code in concerns})
    for code in codes:
        known.update({f"{part}_{code}": length for part, length in ANSWER.items()})
    if codes or screen == "concerns":
        known["none"] = 1
    return known


def read(screen, typed, codes, concerns=()):
    """Return the values of a screen, for the history, from what was typed."""
    values = {name: typed.get(name, "") for name in PLAIN.get(screen, {})}
    if screen == "about":
        values["birth_date"] = join_date(*(typed.get(name, "") for name in BIRTH))
    if screen == "concerns":
        ranks = {c: typed.get(f"rank_{c}", "") for c in concerns}
        chosen = [code for code, rank in ranks.items() if rank.isdecimal()]
        values["concerns"] = sorted(chosen, key=lambda code: int(ranks[code]))
    if codes or screen == "concerns":
        values["none"] = bool(typed.get("none"))
    if codes:
        answers = {code: _answer(typed, code) for code in codes}
        values["items"] = {code: answer for code, answer in answers.items() if answer}
    return values


def write(screen, values):
    """Return what the browser shows for the values of a history."""
    typed = {name: str(values.get(name) or "") for name in PLAIN.get(screen, {})}
    if screen == "about" and values.get("birth_date"):
        parts = str(values["birth_date"]).split("-")
        typed.update(zip(BIRTH, (str(int(part)) for part in parts), strict=True))
    if screen == "concerns":
        for rank, code in enumerate(values.get("concerns") or (), start=1):
            typed[f"rank_{code}"] = str(rank)
    for code, answer in (values.get("items") or {}).items():
        typed.update(_typed_answer(code, answer))
    if values.get("none"):
        typed["none"] = "1"
    return typed


def digits(text):
    """Return typed text with every digit as 0 to 9, without blanks around it.

    Keyboards of other scripts send other digits, full-width or Arabic ones.
    """
    plain = unicodedata.normalize("NFKC", text or "")
    return "".join(
        str(unicodedata.decimal(sign, sign))
        for sign in plain
        if unicodedata.category(sign) != "Cf"
    ).strip()


def join_date(year, month, day):
    """Return ISO text of three typed numbers; nothing typed is no date."""
    year, month, day = map(digits, (year, month, day))
    if not (year or month or day):
        return ""
    year, month, day = (part.lstrip("0") for part in (year, month, day))
    return f"{year:0>4}-{month:0>2}-{day:0>2}"


def typed_date(typed):
    """Return the day of birth that three typed numbers mean, None if they mean none."""
    parts = [digits(typed.get(name)) for name in BIRTH]
    if not all(part.isdecimal() for part in parts) or int(parts[0]) < OLDEST_YEAR:
        return None
    try:
        day = date(*map(int, parts))
    except (ValueError, OverflowError):
        return None
    return day if day <= date.today() + timedelta(days=1) else None  # in any zone


def error_name(key, codes):
    """Return the field of the page that an error of the history belongs to."""
    code, dot, part = key.partition(".")
    if dot:
        return f"{part}_{code}"
    places = {"birth_date": "birth_day", "screen": "wrap"}
    return f"y_{key}" if key in codes else places.get(key, key)


def _answer(typed, code):
    """Return the answer to a question; none when nothing was ticked."""
    if typed.get(f"y_{code}"):
        on, detail = typed.get(f"on_{code}", ""), typed.get(f"detail_{code}", "")
        return {"value": "yes", "on": on, "detail": detail}
    return {"value": "unknown"} if typed.get(f"u_{code}") else None


def _typed_answer(code, answer):
    value = answer.get("value")
    return {
        f"y_{code}": "1" if value == "yes" else "",
        f"u_{code}": "1" if value == "unknown" else "",
        f"on_{code}": str(answer.get("on") or ""),
        f"detail_{code}": answer.get("detail") or "",
    }
