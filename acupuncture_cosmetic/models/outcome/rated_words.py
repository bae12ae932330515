"""Words that somebody rated by: another wording would make other ratings of them."""


def rewords(record, name, texts):
    """Tell whether a text would say something else; a first translation does not.

    :param texts: language -> the text it would get
    """
    known = record._fields[name]._get_stored_translations(record) or {}
    return any(
        (known.get(lang) or "") != (text or "")
        for lang, text in texts.items()
        if lang in known or lang == "en_US"
    )


def texts_now(records, value):
    """Return what a plain write of ``value`` gives to the language of its user."""
    return {records.env.lang or "en_US": value}
