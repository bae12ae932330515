from . import setup_clinic
from . import setup_mail
