import base64

from ....engine import signature as signature_engine
from ..forms.form_errors import FormErrors


def checked_signature(env, signature):
    """Return a drawn or typed signature as base64, once it is seen to be one.

    :param signature: base64 of a PNG, as Odoo's signature form sends it
    :raises FormErrors: nothing signed, or no picture, told for field ``signature``
    """
    try:
        return base64.b64encode(signature_engine.read(signature))
    except signature_engine.BadSignature as error:
        messages = {
            "missing": env._("Please sign before you go on."),
            "blank": env._("The signature is empty. Please sign before you go on."),
            "too_big": env._("The picture of the signature is too big."),
            "no_image": env._("The signature could not be read. Please sign again."),
        }
        raise FormErrors({"signature": messages[error.code]}) from error
