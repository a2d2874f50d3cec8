# make demo   reads the examples and prints what was found (under 5 minutes from a fresh clone)
# make test   installs what the tests need and runs them
# make help   lists the rest

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared

.PHONY: help demo test lint eval eval-world gate eval-reader train-reader export-reader train-relations docs lock clean

help:
	@grep -E '^# make' Makefile | sed 's/^# //'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Dragoman needs Python 3.11 or later: make PYTHON=python3.11 demo" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "No venv module: on Debian, apt install python3-venv" >&2; exit 1; }

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.run
	@$(BIN)/dragoman read examples --store demo-store --html demo.html
	@$(BIN)/dragoman claims --store demo-store --text
	@echo "Open demo.html in a browser to see each record with its words."

test: $(VENV)/.dev
	$(BIN)/python -m pytest

# make lint   ruff and mypy
lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy

# make eval-reader   UPOS, UAS, LAS and entity F1 on the held-out files (needs ../shared)
eval-reader: $(VENV)/.dev
	PYTHONPATH=src:. $(BIN)/python -m evals.reader --shared $(SHARED)

# make train-reader   trains the reader (needs ../shared and the extra train); resumes where it stopped
train-reader: $(VENV)/.dev
	$(BIN)/python -m pip install -q -e '.[train]'
	PYTHONPATH=src:. $(BIN)/python -m train.run --shared $(SHARED)

# make export-reader   exports the trained reader into the package
export-reader:
	PYTHONPATH=src:. $(BIN)/python -m train.export --shared $(SHARED)

# make train-relations   trains the relation head on train/codebook (needs ../shared and the extra train) and exports it
train-relations: $(VENV)/.dev
	$(BIN)/python -m pip install -q -e '.[train]'
	PYTHONPATH=src:. $(BIN)/python -m train.relations --shared $(SHARED)
	PYTHONPATH=src:. $(BIN)/python -m train.export_relations

# make eval   claims and quotes against the gold sentences, every language
eval: $(VENV)/.dev
	PYTHONPATH=src:. $(BIN)/python -m evals.score --types

# make eval-world   events, expectations and blocs of a small synthetic stream, generated, read and scored
eval-world: $(VENV)/.dev
	PYTHONPATH=src:. $(BIN)/python -m evals.world

# make gate   no language and no event type falls below what it has reached
gate: $(VENV)/.dev
	PYTHONPATH=src:. $(BIN)/python -m evals.gate

# make docs   runs the commands of docs/world.md and the notebook again, and stores what they print
docs: $(VENV)/.dev
	$(BIN)/python docs/refresh.py
	PYTHONPATH=src $(BIN)/python tests/test_notebook.py

# make lock   rebuilds the lock files from pyproject.toml in a fresh environment
lock:
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install -q hatchling editables
	build/lock/bin/python -m pip install -q --no-build-isolation -e '.[world]'
	{ echo "# What make installs to run Dragoman: exact versions. Rebuilt with: make lock"; \
		build/lock/bin/python -m pip freeze --exclude-editable; } > requirements.lock
	build/lock/bin/python -m pip install -q --no-build-isolation -e '.[world,dev]'
	{ echo "# What make installs beside requirements.lock to test it. Rebuilt with: make lock"; \
		build/lock/bin/python -m pip freeze --exclude-editable | grep -vxFf requirements.lock; } > requirements-dev.lock

clean:
	rm -rf $(VENV) demo-store demo.html .mypy_cache .ruff_cache .pytest_cache
