# Quoth: `make ask Q="…"` answers from the sample policies; `make test` runs every check.
# Everything is installed into .venv in this folder; what the samples need is kept in .quoth.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help ask slack teams discord oidc test train lock clean
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
ORG ?= alderfen-lane-primary-school
export ORG
NOTICE = @printf '\n\033[1m%s\033[0m\n'

# The question reaches the shell as it was typed: never spliced into a command, never expanded again.
export QUESTION := $(value Q)
unexport Q

export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The first Python on the path that runs and is new enough; the locked packages were chosen with 3.11.
PYTHON ?= $(shell for each in python3.11 python3 python3.12 python3.13 python; do \
	"$$each" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$each" && break; done)
export QUOTH_HOME := $(CURDIR)/.quoth

help: ## Show this list.
	@echo 'Quoth answers a staff question with the exact words of your policy.'
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16
	@echo
	@echo '  make ask Q="can i accept a friend request from a former pupil?"'
	@echo '  make ask Q="can i keep my phone in my pocket?" ORG=thornbeck-vale-academies-trust'

# A question is asked for before anything is installed.
ifneq ($(filter ask,$(MAKECMDGOALS)),)
ifeq ($(strip $(value Q)),)
$(error Ask something: make ask Q="can i accept a friend request from a former pupil?")
endif
endif

ask: .quoth/.samples ## Answer the question Q from the sample policies of ORG.
	@$(BIN)/quoth ask --org "$$ORG" -- "$$QUESTION"

slack: $(VENV)/.slack ## Install what Slack needs.
teams: $(VENV)/.teams ## Install what Microsoft Teams needs.
discord: $(VENV)/.discord ## Install what Discord needs.
oidc: $(VENV)/.oidc ## Install what signing in by OpenID Connect needs.

slack teams discord:
	@echo 'Installed. Go on with docs/$@.md.'

oidc:
	@echo 'Installed. Go on with docs/signing-in.md.'

test: $(VENV)/.test ## Run every check and every test.
	$(NOTICE) 'ruff: is it written as the house writes?'
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	$(NOTICE) 'mypy: do the types hold?'
	@$(BIN)/mypy
	$(NOTICE) 'import-linter: does every import point the right way?'
	@$(BIN)/lint-imports
	$(NOTICE) 'pytest: does it do what it says?'
	@env -u QUOTH_HOME $(BIN)/pytest -n auto

train: $(VENV)/.test ## Train the encoder again from the committed material (some three hours on two cores).
	@env -u QUOTH_HOME $(BIN)/python -m index.training

lock: $(VENV)/bin/python ## Choose the pinned versions again (requirements/*.txt).
	@$(BIN)/python requirements/lock.py

clean: ## Remove what make has built here.
	rm -rf .venv .quoth .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo 'Quoth needs Python 3.11 or newer (with venv and pip), and none was found. Install it from python.org or your package manager, or name one: make ask PYTHON=/path/to/python3.11 Q="…"' >&2; exit 1; }
	$(NOTICE) 'Setting up .venv with $(PYTHON)'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: requirements/serve.txt pyproject.toml | $(VENV)/bin/python
	$(NOTICE) 'Installing what Quoth runs on (about 250 MB, once)'
	@$(BIN)/pip install --no-deps -r requirements/serve.txt
	@$(BIN)/pip install --no-deps -e .
	@touch $@

$(VENV)/.slack $(VENV)/.teams $(VENV)/.discord $(VENV)/.oidc: $(VENV)/.%: requirements/%.txt | $(VENV)/.serve
	$(NOTICE) 'Installing what $* needs'
	@$(BIN)/pip install --no-deps -r requirements/$*.txt
	@touch $@

# PyTorch goes first and brings what it needs on this platform; everything else is pinned.
$(VENV)/.test: requirements/test.txt pyproject.toml | $(VENV)/bin/python
	$(NOTICE) 'Installing what the tests run on (PyTorch among it, once)'
	@$(BIN)/pip install -c requirements/test.txt "$$(sed -n '/^torch==/p' requirements/test.txt)"
	@$(BIN)/pip install --no-deps -r requirements/test.txt
	@$(BIN)/pip install --no-deps -e .
	@touch $@

.quoth/.samples: $(VENV)/.serve $(wildcard corpus/samples/*/*.* corpus/*.py corpus/readers/*.py index/*.py index/models/*/*)
	$(NOTICE) 'Reading the sample policies'
	@rm -rf .quoth/snapshots .quoth/quoth.sqlite*
	@mkdir -p .quoth
	@$(BIN)/quoth samples
	@touch $@
