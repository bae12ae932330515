from . import lot_use_mixin

from . import lot_use
from . import needle_lots
from . import treatment_allergies
from . import treatment_lots
from . import treatment_products
from . import treatment_supply
from . import supply_lot
