from . import photo
from . import photo_reaction
from . import photo_screens
from . import photo_taking
from . import photo_use
from . import course_photos
from . import res_partner_photos
from . import treatment_photos
