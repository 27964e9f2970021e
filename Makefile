# Needs python3 (3.11 or newer, with venv) and make; no root, no Docker.
# `make help` tells what there is.

PYTHON ?= python3
BIN := .venv/bin
FOUR_AT_ONCE := --numprocesses 4 --dist loadfile --no-loadscope-reorder
PURE := not servers and not browser and not story and not slow and not soak

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help up check test test-containers soak bench lint fmt browser browser-if-possible

help: ## this list
	@echo "Yishi 议事. What make can do:"
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24
	@echo "After the first of them, $(BIN)/yishi is the operator's command."

up: .venv/.installed ## start everything here, load the demonstration, print the addresses; Ctrl-C stops
	@exec $(BIN)/python -m yishi.cli up $(ARGS)

check: lint ## format, types, imports, contract documents and the pure tests: a few minutes
	@$(BIN)/python -m pytest -q -m "$(PURE)"

test: browser-if-possible lint ## check, and every test on the real servers, four files at a time: 15 minutes
	@$(BIN)/python -m pytest $(FOUR_AT_ONCE) -m "not soak"

test-containers: .venv/.installed-dev ## the tests on real servers once more, on PostgreSQL and NATS in containers (needs Docker)
	@$(BIN)/python -m tests.support.containers
	@YISHI_TEST_SERVERS=containers $(BIN)/python -m pytest -m "servers and not soak"

soak: .venv/.installed-dev ## kill, pause, cut and lose everything a hundred times under load, and audit; what `make test` leaves out; the stories on all evenings (3.5 hours; ARGS="--rounds 10")
	@$(BIN)/python -m tests.soak $(ARGS)

bench: .venv/.installed-bench ## the numbers, compared on this machine (4 minutes; FULL=1: 8, with a million events)
	@$(BIN)/python -m tests.bench $(if $(FULL),--full)

fmt: .venv/.installed-dev ## put all code into the house's format
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

browser: ## install Chromium and a Chinese font for the browser tests (Debian, as root)
	@command -v apt-get >/dev/null || { echo "Install Chromium and a Chinese font by hand: there is no apt-get here." >&2; exit 1; }
	@[ "$$(id -u)" = 0 ] || { echo "Installing packages needs root: sudo make browser" >&2; exit 1; }
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk

browser-if-possible:
	@if command -v chromium >/dev/null; then :; \
	elif [ -n "$$CI" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		$(MAKE) --no-print-directory browser >/dev/null || echo "Chromium cannot be installed here; the browser tests will be skipped."; \
	else echo "There is no Chromium; the browser tests will be skipped. \`make browser\` installs it."; fi

lint: .venv/.installed-dev
	@$(BIN)/ruff format --check --quiet . || { echo "Not in the house's format: make fmt" >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m yishi.contract.docs --check

# The environment is made once, and brought up to date whenever a lock file has changed.
.venv/.installed: requirements.lock Makefile
	$(call install,$<,$@)

.venv/.installed-dev: requirements-dev.lock Makefile
	$(call install,$<,$@)
	@touch .venv/.installed

.venv/.installed-bench: requirements-bench.lock Makefile
	$(call install,$<,$@)

define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Yishi needs Python 3.11 or newer. Name one with: make PYTHON=python3.11 …" >&2; exit 1; }
	@[ -x $(BIN)/python ] || { echo "Making the environment .venv …"; $(PYTHON) -m venv .venv; } || \
		{ rm -rf .venv; echo "Python's venv is missing. On Debian: apt-get install python3-venv" >&2; exit 1; }
	@echo "Installing the packages of $(1) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r $(1)
	@printf '%s\n' '#!/bin/sh' 'here=$$(dirname "$$(readlink -f "$$0")")' \
		'PYTHONPATH="$$here/../.." exec "$$here/python" -m yishi.cli "$$@"' >$(BIN)/yishi
	@chmod +x $(BIN)/yishi
	@touch $(2)
endef
