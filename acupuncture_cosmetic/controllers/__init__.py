from . import attachment
from . import forms
from . import forms_copies
from . import forms_identity
from . import forms_sign
from . import token_log
