from odoo.exceptions import ValidationError


class FormErrors(ValidationError):
    """What is wrong with a filled-in form, by field, in words for the client.

    :param errors: field name -> message
    """

    def __init__(self, errors):
        super().__init__("\n".join(errors.values()))
        self.errors = errors
