# make run: install into a virtual environment of its own, align the shipped spaces, serve the result
# make test: everything that is checked
.PHONY: run test check docs lock figures clean
PYTHON ?= python3
BIN := .venv/bin
export OMP_WAIT_POLICY := PASSIVE

run: .venv/run
	$(BIN)/isogloss demo

test: check docs
	sh scripts/test_wheel.sh $(PYTHON)

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

# The documentation site. A broken link is an error; nothing is fetched from another host.
docs: .venv/dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# The lock files hold for Python 3.11 to 3.13: one resolution, with markers where versions differ.
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml

lock: .venv/dev
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -c requirements.lock -o requirements-dev.lock

.venv/bin/python:
	@echo "making a virtual environment in .venv"
	$(PYTHON) -m venv .venv

# --no-deps: the lock names everything, and without it pip looks at releases made since for extras.
.venv/run: .venv/bin/python requirements.lock pyproject.toml
	@echo "installing from requirements.lock (about 600 MB, once)"
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

.venv/dev: .venv/run requirements-dev.lock
	@echo "installing the tools of development from requirements-dev.lock"
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

# The figures of the README, from the shipped spaces.
figures: .venv/dev
	$(BIN)/pip install --quiet --disable-pip-version-check 'matplotlib>=3.9'
	mkdir -p build
	$(BIN)/isogloss demo --no-serve -o build/en-fr
	$(BIN)/isogloss map build/en-fr -o docs/map.png --max-words 3000
	$(BIN)/python scripts/list_neighbours.py build/en-fr music 13 | \
	    $(BIN)/isogloss map build/en-fr -o docs/neighbourhood.png --words -
	$(BIN)/python scripts/plot_convergence.py build/en-fr docs/convergence.svg

clean:
	rm -rf .venv build dist site
