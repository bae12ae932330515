from . import lot_trace
from . import needle_lots
from . import needle_lots_line
from . import needle_remove
from . import needle_search
