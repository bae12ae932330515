from . import severity_set
