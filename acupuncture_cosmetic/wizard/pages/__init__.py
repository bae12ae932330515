from . import form_qr
