import sys

if sys.version_info < (3, 10):  # noqa: UP036  (an older one comes this far)
    sys.exit("Python 3.10 or newer is needed: make PYTHON=python3.11 ...")

from .cli import main  # noqa: E402  (it cannot even be read by an older Python)

sys.exit(main())
