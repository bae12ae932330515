from . import archive_check
from . import followup_close
