# Everything starts here: `make demo` shows the hotline, `make test` tests it; both set up what they need.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 3
KILLS ?= 200
SEED ?= 1
STATE ?= $(VENV)/chaos-$(KILLS)-$(SEED).json

# Where it is set, each of the many processes that tests start would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test test-all test-nightly chaos fuzz bench lint format texts screenshots migration lock clean

help: ## Show what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml .ci/find-python.sh
	@python=$$(sh .ci/find-python.sh) && \
	echo "Setting up $(VENV) with $$python (the first time takes a minute or two)" && \
	"$$python" -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(READY)

demo: $(READY) ## Show one case on its way through all roles, then stay up for use (ONCE=1: end after the walk)
	@$(BIN)/hotline demo $(if $(ONCE),--once)

test: $(READY) ## Run the tests, on SQLite and on a real PostgreSQL
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup -m "not slow and not browser and not nightly" $(ARGS)

test-all: $(READY) ## Run the long tests too: browser, long properties, kills
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup -m "(slow or browser) and not nightly" $(ARGS)
	@$(MAKE) --no-print-directory chaos KILLS=10 ARGS=

test-nightly: $(READY) ## Run PostgreSQL's half of what is alike on both databases
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadgroup -m nightly $(ARGS)

chaos: $(READY) ## Kill processes and databases under load, then count (KILLS=200 SEED=1; cut short, it goes on at the next call)
	@$(BIN)/python -m tests.chaos --kills $(KILLS) --seed $(SEED) --state $(STATE) $(ARGS)

fuzz: $(READY) ## Send hostile input to every part and count (SEED=1; ARGS="--pure 900000 --updates 50000 --requests 50000 --minutes 60")
	@$(BIN)/python -m tests.fuzz --seed $(SEED) $(ARGS)

bench: $(READY) ## Measure beside peers and limits, and write docs/benchmarks.md (ARGS="--only reminders --data DIR --keep DIR")
	@$(BIN)/python -m tests.benchmarks $(ARGS)

lint: $(READY) ## Check style, types and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY) ## Format the code
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

texts: $(READY) ## Make the traditional texts anew from the simplified ones
	@$(BIN)/python -m handlers.texts

screenshots: $(READY) ## Take the pictures in docs/images anew (needs Debian's chromium and its Noto fonts)
	@$(BIN)/python -m tests.browser.screenshots

migration: $(READY) ## Write a migration from the tables (NAME="what changes")
	@$(BIN)/python -m storage.new_migration "$(NAME)"

lock: ## Pin the newest versions allowed (needs uv)
	@uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-header --no-annotate --upgrade -q -o requirements.lock

clean: ## Remove what was set up and built
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
