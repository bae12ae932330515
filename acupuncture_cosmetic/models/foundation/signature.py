import base64

from odoo.tools import file_path

from ...engine import signature as signature_engine
from .form_errors import FormErrors


def checked_signature(env, signature):
    """Return a drawn or typed signature as base64, once it is seen to be one.

    :param signature: base64 of a PNG, as a canvas gives it
    :raises FormErrors: nothing signed, or no picture, told for field ``signature``
    """
    try:
        return base64.b64encode(signature_engine.read(signature))
    except signature_engine.BadSignature as error:
        messages = {
            "missing": env._("Please sign before you go on."),
            "blank": env._("The signature is empty. Please sign before you go on."),
            "too_big": env._(
                "The picture of the signature is too large. Please sign again."
            ),
            "no_image": env._("The signature could not be read. Please sign again."),
        }
        raise FormErrors({"signature": messages[error.code]}) from error


def typed_signature(name):
    """Return a typed name as the picture of a signature, base64 of a PNG."""
    font = file_path("web/static/fonts/sign/MarckScript-Regular.ttf")
    return base64.b64encode(signature_engine.write(name, font))
