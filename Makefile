# `make` alone lists the targets. Everything is installed into .venv, from locked and hashed sets, when these change.

PYTHON ?= python3
RAW    ?= raw
CLEAN  ?= clean
ARGS   ?=
BENCH  ?= .bench
PYTEST_ARGS ?= --numprocesses=auto --dist=loadfile --no-loadscope-reorder

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check --no-input
LOCKED := $(PIP) install --quiet --require-hashes --no-deps --no-build-isolation
COMPILE := $(BIN)/uv --no-config pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" $(UPGRADE)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help ingest test coverage test-operation test-engines test-ecosystem lint format bench quality learn lock clean-venv

help: ## List the targets
	@echo "winnow: scraped text and pages in, clean documents with metadata out"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | while IFS='|' read -r name what; do \
		printf '%-21s %s\n' "$$name" "$$what"; done
	@echo
	@echo "  RAW=raw CLEAN=clean ARGS=      what \`make ingest\` reads, where it writes, more options for winnow"
	@echo "  PYTHON=python3                 the Python (3.11 to 3.13) that .venv is made with"

ingest: $(VENV)/run.stamp ## Set up if needed, clean raw/ into clean/, print a summary
	@$(BIN)/winnow ingest "$(RAW)" "$(CLEAN)" $(ARGS)

test: lint ## Lint, type checks, rules, tests
	$(BIN)/winnow rules test
	$(BIN)/python -m pytest $(PYTEST_ARGS)

coverage: $(VENV)/dev.stamp ## The tests once more, and which lines they reach (takes half as long again)
	$(BIN)/python -m pytest $(PYTEST_ARGS) --cov --cov-report=term

test-operation: $(VENV)/dev.stamp ## Schedules, workers, kills and records with a real Prefect server (minutes)
	$(BIN)/python -m pytest tests/test_operation.py tests/test_prefect.py tests/test_packaging.py -m "slow or not slow"

test-engines: $(VENV)/engines.stamp ## A Dask and a Ray cluster on this machine, and what happens when one of them loses a worker (minutes)
	$(BIN)/python -m pytest tests/test_engines.py -m "slow or not slow"

test-ecosystem: $(VENV)/ecosystem.stamp ## Other people's tools on clean/, and a real S3 server (downloads half a gigabyte)
	$(BIN)/python -m pytest tests/ecosystem tests/test_flows_remote.py

lint: $(VENV)/dev.stamp ## Ruff and mypy only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/dev.stamp ## Format the code and sort imports
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# With QUICK=1 few documents, once: figures that only say whether all is well.
FEW_TEXTS  := $(if $(QUICK),--every 72 --rounds 1)
FEW_AT_ALL := $(if $(QUICK),--sizes 1000,--sizes 1000 10000)
FEW_EMPTY  := $(if $(QUICK),--sizes 1000,--sizes 1000 10000 100000)
FEW_FLOWS  := $(if $(QUICK),--sizes 1000 --rounds 1,--sizes 10000)

bench: $(VENV)/peers.stamp ## Speed, as ratios, and growth; most of it needs the development data. BENCH= takes JSON; QUICK=1
	@mkdir -p $(BENCH)
	-$(BIN)/python -m benchmarks.startup --json $(BENCH)/startup.json
	-$(BIN)/python -m benchmarks.reading --scale 0.1
	-$(BIN)/python -m benchmarks.steps --json $(BENCH)/steps.json
	-$(BIN)/python -m benchmarks.languages --json $(BENCH)/languages.json
	-$(BIN)/python -m benchmarks.peers_speed $(FEW_TEXTS) --json $(BENCH)
	-$(BIN)/python -m benchmarks.growth $(FEW_AT_ALL) --json $(BENCH)
	-$(BIN)/python -m benchmarks.growth --untouched $(FEW_EMPTY) --json $(BENCH)
	-$(BIN)/python -m benchmarks.growth --recorded $(FEW_FLOWS) --json $(BENCH)

quality: $(VENV)/bench.stamp ## Quality beside other tools, on the development data; takes long
	$(BIN)/python -m benchmarks.quality_text
	$(BIN)/python -m benchmarks.quality_html

# What rules say is evidence for the judge of texts, so it is learned in the tree of the commit whose rules it was taught.
TEXT_TREE := 04a72f8

learn: $(VENV)/bench.stamp ## Learn both models again from the development data and compare the bytes (an hour, 9 GB)
	$(BIN)/python -m benchmarks.train_page --check
	@mkdir -p $(BENCH) && rm -rf $(BENCH)/tree && git worktree prune
	git worktree add --quiet --detach $(BENCH)/tree $(TEXT_TREE)
	cd $(BENCH)/tree && WINNOW_BENCH="$${WINNOW_BENCH:-$(abspath ../shared/benchmarks)}" \
		$(abspath $(BIN))/python -m benchmarks.train_text --out text.bin
	@cmp $(BENCH)/tree/text.bin cleaners/model/text.bin && echo "the same bytes" || \
		echo "other bytes than the file: its networks depend on the kind of processor, see cleaners/model/text.md"
	git worktree remove --force $(BENCH)/tree

lock: $(VENV)/dev.stamp ## Lock again after a change of pyproject.toml (UPGRADE=--upgrade for newer versions)
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) --group build --constraint requirements.lock --output-file requirements-build.lock
	$(COMPILE) pyproject.toml --extra all --group dev --constraint requirements.lock --output-file requirements-dev.lock
	$(COMPILE) pyproject.toml --extra all --group dev --group bench --constraint requirements-dev.lock --output-file requirements-bench.lock
	$(COMPILE) pyproject.toml --extra all --group dev --group bench --group peers --constraint requirements-bench.lock \
		--output-file requirements-peers.lock
	$(COMPILE) pyproject.toml --extra all --extra s3 --group dev --group ecosystem --constraint requirements-dev.lock \
		--output-file requirements-ecosystem.lock
	$(COMPILE) pyproject.toml --extra all --extra dask --extra ray --group dev --constraint requirements-dev.lock \
		--output-file requirements-engines.lock

clean-venv: ## Remove .venv
	rm -rf $(VENV)

# A virtual environment with the tools that build the project, then one stamp for each set that was installed into it.

$(VENV)/build.stamp: requirements-build.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
		echo "winnow needs Python 3.11, 3.12 or 3.13, and $(PYTHON) is not one: try make PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(LOCKED) -r requirements-build.lock
	@touch $@

$(VENV)/run.stamp: $(VENV)/build.stamp requirements.lock pyproject.toml
	@echo "Installing the locked set into $(VENV) (a minute or two, this once)"
	@$(LOCKED) -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q cleaners flows
	@touch $@

$(VENV)/%.stamp: $(VENV)/run.stamp requirements-%.lock
	@echo "Installing what requirements-$*.lock adds"
	@$(LOCKED) -r requirements-$*.lock
	@touch $@
