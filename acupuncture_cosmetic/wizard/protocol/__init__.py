from . import protocol_compare
