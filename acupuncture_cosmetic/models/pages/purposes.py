"""Which purpose of a link shows which bundle of pages.

``acupuncture.form.link`` is the door: token, address, identity, attempts. What stands
behind it is a ``Bundle``, one class for each purpose, which owns what its purpose asks,
shows, takes in and mails. Nobody else asks a link for its purpose.

To add a purpose:

1. ``models/pages/<name>_bundle.py``: a class that inherits ``Bundle`` (``bundle.py``
   says what it answers), or ``FormBundle`` where history or consents are asked for,
   under ``@serves("<purpose>", "<Label>")``. Its pages are ``Part`` objects: fields
   with the longest text of each, what is shown, what becomes of what is sent. Import
   the file in ``__init__.py`` with the other bundles, before ``form_link``, whose field
   ``purpose`` lists what is registered by then.
2. ``views/pages/forms_<name>.xml``: the templates that its parts name, inside
   ``forms_step``; ``data/pages/``: the message that ``mail_template`` names.
3. Where a button sends it: a verb on ``res.partner`` or ``acupuncture.care.mixin``.
   Where a follow-up sends it: a ``selection_add`` of ``form_purpose``.
4. ``tests/test_pages_<name>.py`` walks it as a visitor (``FormsCase``).
"""

PURPOSES = []  # (purpose, label)
_BUNDLES = {}


def serves(purpose, label):
    """Register the class below it as the bundle of a purpose.

    :param label: what the purpose is called on lists, in English
    """

    def register(bundle):
        bundle.purpose = purpose
        _BUNDLES[purpose] = bundle
        PURPOSES.append((purpose, label))
        return bundle

    return register


def bundle_of(purpose):
    """Return the class of the bundle that a purpose shows."""
    return _BUNDLES[purpose]


def purposes_read_by(reader):
    """Return the purposes whose links this reader opens: client or guardian."""
    return [name for name, bundle in _BUNDLES.items() if bundle.reader == reader]
