# The two commands:  make run   and   make test.   `make help` lists the rest.

PORT ?= 4080
DATA ?=
OMERO ?=
VENV := .venv
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
FRONT_END := $(shell find static/src static/tools -type f 2>/dev/null) \
	$(wildcard static/package.json static/package-lock.json static/*.ts static/*.js static/*.mjs)
BUILT := static/dist/.vite/manifest.json
PIP := $(VENV)/bin/pip --disable-pip-version-check --quiet
# Tools that talk much are heard only when they fail: $(call quietly,command)
quietly = log=$$(mktemp); $(1) >$$log 2>&1 || { cat $$log >&2; rm -f $$log; exit 1; }; rm -f $$log

.DELETE_ON_ERROR:
.PHONY: run test lint types unit help clean dist assets

run: $(VENV)/.installed $(BUILT) $(if $(OMERO),$(VENV)/.omero) ## Set everything up and serve sample images (PORT=4080, DATA=folder of your own, OMERO=host:port of a server)
ifeq ($(OMERO),)
	@$(VENV)/bin/omeropyr demo --port $(PORT) $(if $(DATA),--data "$(DATA)")
else
	@OMEROPYR_STORE= OMEROPYR_SERVER_LIST='[["$(firstword $(subst :, ,$(OMERO)))", $(or $(word 2,$(subst :, ,$(OMERO))),4064)]]' \
		$(VENV)/bin/omeropyr serve production.ini --port $(PORT)
endif

$(VENV)/.omero: $(VENV)/.installed ## omero-py, and Ice below it, which is built if need be
	@echo "Installing omero-py (building Ice takes three minutes the first time) ..."
	@$(call quietly,$(VENV)/bin/python -m omeropyr.tools.zeroc_ice)
	@$(call quietly,$(PIP) install "omero-py>=5.19")
	@touch $@

test: lint types front-end-test ## Everything that must hold: style, types, front end, all tests
	@tools/install-chromium.sh
	@tools/install-postgresql.sh
	@echo "Running the tests ..."
	@$(VENV)/bin/pytest -n 2 --dist loadgroup

lint: $(VENV)/.tested ## Style
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check --quiet .

types: $(VENV)/.tested ## Types, strictly
	@$(VENV)/bin/mypy omeropyr plugins

.PHONY: front-end-test
front-end-test: $(VENV)/.tested $(BUILT) ## Types and unit tests of the front end
	@tools/build-front-end.sh $(VENV) check test

unit: $(VENV)/.tested $(BUILT) ## The quick tests
	@$(VENV)/bin/pytest tests/unit tests/contract tests/functional

.PHONY: test-kills
test-kills: $(VENV)/.tested ## Kill processes of a store at 200 random moments (OMEROPYR_SEED=1: other moments)
	@OMEROPYR_KILLS=$(or $(OMEROPYR_KILLS),200) $(VENV)/bin/pytest tests/unit/embedded -k killed

.PHONY: fuzz
SECONDS ?= 600
fuzz: $(VENV)/.tested ## Damaged image files of every kind, for a while (SECONDS=600); what is wrong stays in var/fuzz
	@$(VENV)/bin/python tests/fuzz/fuzz.py --seconds $(SECONDS) --keep var/fuzz

assets: $(BUILT) ## Build the front end

dist: $(VENV)/.tested $(BUILT) ## Wheel and source archive in dist/
	@rm -rf build dist
	@$(call quietly,$(VENV)/bin/python -m build --outdir dist)
	@ls dist/*

clean: ## Remove what was built (the store in var/ stays)
	@rm -rf build dist static/dist static/node_modules $(VENV) *.egg-info

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "omeropyr needs Python 3.11 or later." >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing: on Debian, apt install python3-venv." >&2; exit 1; }
	@$(PIP) install --upgrade pip

$(VENV)/.installed: $(VENV)/bin/python setup.py pyproject.toml
	@echo "Installing omeropyr and what it needs (a minute or two the first time) ..."
	@$(call quietly,$(PIP) install --editable .)
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	@echo "Installing what the tests need ..."
	@$(call quietly,$(PIP) install --editable '.[dev]')
	@touch $@

$(BUILT): $(FRONT_END) | $(VENV)/.installed
	@echo "Building the front end ..."
	@$(call quietly,tools/build-front-end.sh $(VENV) build)
	@touch $@
