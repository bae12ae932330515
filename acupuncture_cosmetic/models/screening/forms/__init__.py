from . import forms_subject
from . import ir_http
from . import private_words

from . import form_attempt
from . import form_draft
from . import form_link
from . import form_link_address
from . import form_link_copies
from . import form_link_guardian
from . import form_link_identity
from . import form_link_pages
from . import form_link_save
from . import form_link_sign
from . import course_forms
from . import crm_lead_forms
from . import res_partner_forms
from . import session_forms
