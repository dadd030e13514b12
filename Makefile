# What can be done here? Each target first makes what it needs; a second run finds it made and needs no network.
# A fresh machine needs git, make, and Python 3.11 or newer with its venv module.

PYTHON ?= python3
BIN := .venv/bin
export VIRTUAL_ENV := $(CURDIR)/.venv
export UV_SYSTEM_CERTS := 1
export UV_PYTHON_DOWNLOADS := never

FORMAT := $(BIN)/ruff format
LINT := $(BIN)/ruff check
TYPES := $(BIN)/mypy
CONTRACTS := $(BIN)/lint-imports --no-logo
PYTEST := $(BIN)/python -m pytest -q
TEST := $(PYTEST) -n 2 --dist loadgroup
WHEEL := $(PYTEST) -m wheel
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url -q

.PHONY: demo test check bench deep soak wheel docs format lint types contracts lock clean
.NOTPARALLEL:

demo: .venv/.installed
	@echo "[4/4] a made-up bank of 20,000 customers, about a minute and 200 MB the first time"
	@$(BIN)/lookthrough demo

test: .venv/.installed
	@echo "[4/4] tests, on two cores"
	@$(TEST)

check: .venv/.installed
	@echo "[1/6] format"
	@$(FORMAT) --check --quiet || (echo "mend it with 'make format'" && false)
	@echo "[2/6] style and traps"
	@$(LINT) --quiet
	@echo "[3/6] types, a minute the first time"
	@$(TYPES)
	@echo "[4/6] who may import whom"
	@$(CONTRACTS)
	@echo "[5/6] tests, and the documents' own commands"
	@$(TEST)
	@echo "[6/6] the wheel, in an environment of its own"
	@$(WHEEL)

bench: .venv/.installed
	@echo "[4/4] peers to be measured beside, about 100 MB; then every table, about an hour"
	@$(BIN)/uv pip install -q --require-hashes -r requirements/bench.txt
	$(BIN)/python -m bench

deep: .venv/.installed
	$(TEST) -m deep --hypothesis-profile=deep

soak: .venv/.installed
	$(PYTEST) -m soak --hypothesis-profile=deep

wheel: .venv/.installed
	$(WHEEL)

docs: .venv/.installed
	$(BIN)/python docs/generate.py
	$(PYTEST) tests/test_docs.py tests/test_reference.py

format: .venv/.installed
	$(FORMAT)
	$(LINT) --fix

lint: .venv/.installed
	$(LINT)

types: .venv/.installed
	$(TYPES)

contracts: .venv/.installed
	$(CONTRACTS)

# Writes the four locks anew; `make lock LOCK_FLAGS=--upgrade` takes the newest releases.
lock: $(BIN)/uv
	$(LOCK) $(LOCK_FLAGS) pyproject.toml requirements/dev.in -o requirements/dev.txt
	$(LOCK) pyproject.toml -c requirements/dev.txt -o requirements/run.txt
	$(LOCK) requirements/bench.in -c requirements/dev.txt -o requirements/bench.txt
	echo uv | $(LOCK) - -c requirements/dev.txt -o requirements/bootstrap.txt

clean:
	rm -rf .venv dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/uv: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lookthrough needs Python 3.11 or newer: make PYTHON=python3.x")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || (echo "Python lacks its venv module: on Debian, apt-get install python3-venv" && false)
	@echo "[1/4] an environment in .venv and uv, which fills it, about 60 MB"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $< && touch $@

.venv/.synced: requirements/dev.txt $(BIN)/uv
	@echo "[2/4] packages, about 1 GB on disk"
	@$(BIN)/uv pip sync -q --require-hashes $< && touch $@

.venv/.installed: .venv/.synced pyproject.toml
	@echo "[3/4] lookthrough itself, from this folder"
	@$(BIN)/uv pip install -q --no-deps --no-build-isolation --offline -e . && touch $@
