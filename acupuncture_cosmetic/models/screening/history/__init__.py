from . import intake_row_mixin

from . import finding
from . import finding_answer
from . import intake
from . import intake_answer
from . import intake_check
from . import intake_concern
from . import intake_evaluation
from . import intake_form
from . import intake_review
from . import intake_story
from . import intake_version
from . import finding_asking
from . import finding_deferral
from . import finding_told
