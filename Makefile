# What people do here. `make run` and `make test` need nothing but Python 3.11 and make.

PYTHON ?= python3
# How many invented reports `make bench` measures: 10000, 100000 or 1000000.
REPORTS ?= 10000
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
EMPTY  :=
SPACE  := $(EMPTY) $(EMPTY)

.PHONY: run test setup lint bench fuzz soak accuracy cluster coverage licences pythons screenshots

run: setup
	$(BIN)/nianbao index samples
	$(BIN)/nianbao serve

test: setup
	$(BIN)/python -m pytest

setup: $(STAMP)

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.house.audit

bench: setup
	$(BIN)/python -m bench.readers
	$(BIN)/python -m bench $(REPORTS)

# Spoil the samples at random, a minute a format, and have each reader read them.
fuzz: setup
	$(BIN)/python -m bench.fuzz

# Kill 200 index runs of each engine at random moments, and hold the index against what it must be.
soak: setup
	$(BIN)/python -m bench.soak

# Three OpenSearch nodes on this machine, until Ctrl-C; needs a JDK 21 or later, and Maven.
cluster: setup
	$(BIN)/python -m tests.cluster

screenshots: setup
	$(BIN)/python -m tests.browser.screenshots

accuracy: setup
	$(BIN)/python -m bench.accuracy

# How many branches of each room the tests take; fails where too few are. Twice as long as the tests.
coverage: setup
	rm -rf build/coverage && mkdir -p build/coverage
	$(BIN)/coverage run -m pytest
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage json --quiet -o build/coverage/measured.json
	$(BIN)/python -m tests.house.rooms build/coverage/measured.json

licences: setup
	@$(BIN)/python -m tests.house.licences

# The tests, but those in a browser, on every Python from 3.11 to 3.14 that is here, one of pyenv's too,
# with the newest libraries; and on the oldest Python with the lowest that pyproject.toml allows.
# Those that are not here are named as skipped. TOX_ENV=3.12 or TOX_ENV=lowest runs one alone.
pythons: setup
	$(BIN)/python -m pip install --quiet --editable '.[matrix]'
	PATH="$$PATH:$(subst $(SPACE),:,$(strip $(wildcard $(HOME)/.pyenv/versions/*/bin)))" \
		$(BIN)/tox run $(if $(TOX_ENV),-e $(TOX_ENV))

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Nianbao needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@
