# One door to everything; `make help` lists the doors.
PYTHON ?= python3
PORT ?= 8069
ARGS ?=
FRESH ?=
CLOCK ?=
export PYTHONDONTWRITEBYTECODE := $(PYTHONDONTWRITEBYTECODE)

COMMANDS := run test test-odoo shell psql update clean screenshots clicks lock pot wheel bench release lint format help

.PHONY: $(COMMANDS)
.DEFAULT_GOAL := help

run: ; @$(PYTHON) -m tools run --port $(PORT) $(if $(FRESH),--fresh) $(if $(CLOCK),--clock "$(CLOCK)") -- $(ARGS)
test: ; @$(PYTHON) -m tools test $(if $(CLOCK),--clock "$(CLOCK)") -- $(ARGS)
test-odoo shell psql update clean screenshots clicks lock pot wheel bench release lint format: ; @$(PYTHON) -m tools $@ -- $(ARGS)
help: ; @$(PYTHON) -m tools --help
