# Every target prepares what it needs: `make demo` and `make test` work on a fresh clone with python3 and make alone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test coverage check format-check lint types contracts e2e verdicts bench docs picture lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# The lock fixes every version and hash, so that two machines get the same. Without its Python (moved, upgraded) a
# virtual environment is of no use: make it anew.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "kprobe needs Python 3.11 or newer: make PYTHON=python3.13 …" >&2; exit 1; }
	@echo "Preparing $(VENV) (once; takes about a minute) …"
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## scan an embedded cluster on loopback: no Kubernetes needed
	@$(BIN)/kprobe demo

# An empty KPROBE_FACTS keeps the suite for real clusters out of this run, whatever the environment says.
test: $(READY) ## every test that needs no cluster
	KPROBE_FACTS= $(BIN)/python -m pytest -n auto

coverage: $(READY) ## the same, and which lines and branches they went through: half as long again
	KPROBE_FACTS= $(BIN)/python -m pytest -n auto --cov --cov-report=term:skip-covered

check: format-check lint types contracts ## format, lint, types, import contracts

format-check: $(READY)
	$(BIN)/ruff format --check .

lint: $(READY)
	$(BIN)/ruff check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports

e2e: $(READY) ## the suite for a real cluster: KUBECONFIG=… KPROBE_FACTS=facts.json make e2e, ONLY="test_x.py …" for some
	@test -n "$$KPROBE_FACTS" || { echo "make e2e: KPROBE_FACTS must name a facts file; see tests/e2e/README.md" >&2; exit 2; }
	$(BIN)/python -m pytest $(if $(ONLY),$(addprefix tests/e2e/,$(ONLY)),tests/e2e)

verdicts: $(READY) ## what kprobe says of scenarios whose truth is known, as a table; facts as for e2e, ONLY="name …" for some
	@test -n "$$KPROBE_FACTS" || { echo "make verdicts: KPROBE_FACTS must name a facts file; see tests/e2e/README.md" >&2; exit 2; }
	$(BIN)/python -m tests.e2e.verdicts $(ONLY)

bench: $(READY) ## every figure of docs/performance.md, beside its control: BENCH="name … --rounds 5 --write"
	$(BIN)/python -m benchmarks.run $(BENCH)

docs: $(READY) ## write docs/checks, docs/reachability.md, the roles of docs/deploy, the JSON Schema and the picture anew
	$(BIN)/python docs/generate_checks.py
	$(BIN)/python docs/generate_rows.py
	$(BIN)/python docs/generate_deploy.py
	$(BIN)/python docs/schema.py
	$(BIN)/python docs/demo-picture.py

picture: $(READY) ## the picture of the web page in the README; needs chromium and chromium-driver
	$(BIN)/python docs/report-picture.py

# Keeps the versions that are locked unless told otherwise: make lock LOCK=--upgrade
# What the image has and what builds it and a release are locked apart, at the versions that the tests have run with.
COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-strip-extras --custom-compile-command 'make lock' $(LOCK)
LOCKS := docs/deploy/locks

lock: ## pin every dependency anew from pyproject.toml
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) pyproject.toml --group dev -o requirements.lock
	$(COMPILE) pyproject.toml -c requirements.lock -o $(LOCKS)/runtime.txt
	$(COMPILE) --group build -c requirements.lock -o $(LOCKS)/build.txt
	$(COMPILE) --group release -c requirements.lock -o $(LOCKS)/release.txt

clean: ## remove .venv and every cache
	rm -rf $(VENV) .coverage .coverage.* htmlcov dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find kprobe tests -name __pycache__ -type d -prune -exec rm -rf {} +
