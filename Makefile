# What a contributor runs. Each target sets up .venv by itself and re-uses it while it is up to date.
#   make site VERSION=1.1     publish as 1.1; without it, as the version in tpo-docs.yml
#   make test ARGS="-k cycle" hand arguments to pytest (or to site, serve, bench)
#   make … PYTHON=python3.12  set up .venv with another Python

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# lint, check and wheel come one after the other, so that the first failure is the last thing one reads.
.NOTPARALLEL:

# The first Python that is new enough: python3.11, else python3.
PYTHON ?= $(or $(shell for python in python3.11 python3; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done), \
	$(error tpo-docs needs Python 3.11 or later; name one with PYTHON=))
VERSION ?=
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WHEEL_VENV := .venv-wheel
WHEEL_READY := $(WHEEL_VENV)/.ready
LOCK_VENV := .venv-lock
REPORT := build/junit.xml
EXTRAS := dev,docx,pdf,search,xlsx,zensical
PIP := pip install --quiet --disable-pip-version-check

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# What the last `make test` reported goes into the site; where there was none, nothing is claimed to be proven.
.PHONY: site
site: $(READY) ## build our own specs into site/, as VERSION and latest, with the results of the last make test
	@test ! -f $(REPORT) || { $(BIN)/tpo-docs results add $(REPORT) --whole && \
		$(BIN)/tpo-docs results record TEST-070 --result passed --environment "make lint" \
		--comment "make test runs it before any test"; }
	$(BIN)/tpo-docs build $(if $(VERSION),--version "$(VERSION)") --alias latest $(ARGS)

.PHONY: serve
serve: $(READY) ## show our own specs in the browser and rebuild them on every change
	$(BIN)/tpo-docs serve $(ARGS)

# Without results: those of the last run are of other texts, and the next run is what this is the way to.
.PHONY: check
check: $(READY) ## check our own specs by our own rules
	@rm -f records/results.jsonl
	$(BIN)/tpo-docs check

.PHONY: lint
lint: $(READY) ## format, lint rules, types, layers
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# pytest comes last: its summary is the last line, which .ci/run's readers count on. What Python and Jinja compile is
# kept, whatever the machine says: tests start a hundred processes, and each would compile all of it again.
.PHONY: test
test: lint check wheel ## all that must hold: lint, check, and every test, with the wheel and a browser
	@TPO_DOCS_CHROMIUM="$$(.ci/chromium)" && export TPO_DOCS_CHROMIUM && \
	TPO_DOCS_WHEEL_BIN="$(CURDIR)/$(WHEEL_VENV)/bin" PYTHONDONTWRITEBYTECODE= \
	$(BIN)/pytest -n 2 --dist loadgroup --cov --junitxml $(REPORT) $(ARGS)

.PHONY: wheel
wheel: $(READY) $(WHEEL_READY) ## build the wheel into dist/ and install it apart from the checkout
	@rm -f dist/*.whl
	$(BIN)/python -m build --wheel --no-isolation --outdir dist . >/dev/null
	$(WHEEL_VENV)/bin/$(PIP) --no-deps --force-reinstall dist/*.whl

.PHONY: bench
bench: $(READY) ## measure check and build, and write benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks $(ARGS)

.PHONY: bench-peers
bench-peers: $(READY) ## measure other tools on the same input, and write benchmarks/PEERS.md (OpenFastTrace where OFT_JAR names it)
	$(BIN)/python -m benchmarks.peers --write $(ARGS)

.PHONY: reference
reference: $(READY) ## write the pages of the user guide that are made from the code
	$(BIN)/pytest -q --no-cov tests/test_reference.py --update-golden

.PHONY: js
js: ## bundle frontend/ into the scripts that are committed; needs Node
	@test -f frontend/package.json || { echo "There is no frontend/ to bundle."; exit 1; }
	@command -v npm >/dev/null || { echo "make js needs Node with npm."; exit 1; }
	cd frontend && npm ci && npm run build

.PHONY: lock
lock: ## resolve all dependencies anew into constraints.txt; needs Python 3.11
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || \
		{ echo "constraints.txt is made with Python 3.11, the oldest we support."; exit 1; }
	$(PYTHON) -m venv --clear $(LOCK_VENV)
	$(LOCK_VENV)/bin/$(PIP) --editable '.[$(EXTRAS)]'
	$(LOCK_VENV)/bin/pip check
	{ echo "# Written by \`make lock\`: every dependency of every extra, as it is tested."; \
		$(LOCK_VENV)/bin/pip freeze --exclude-editable; } > constraints.txt
	@rm -rf $(LOCK_VENV)

.PHONY: clean
clean: ## remove all that was built, and the caches; .venv stays
	rm -rf site dist build records/results.jsonl .tpo-docs $(WHEEL_VENV) $(LOCK_VENV) .coverage .coverage.* htmlcov \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache

$(READY): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/$(PIP) --editable '.[dev]' --constraint constraints.txt
	@touch $@

# What the wheel needs, once: a changed wheel alone is quick to install over it.
$(WHEEL_READY): pyproject.toml constraints.txt
	@$(PYTHON) -m venv --clear $(WHEEL_VENV)
	$(WHEEL_VENV)/bin/$(PIP) . --constraint constraints.txt
	@touch $@
