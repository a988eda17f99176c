# make demo   a release day on the embedded GitHub; needs Python 3.11+, git and make
# make check  everything that CI checks

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo check format test screenshots docs bench clean

demo: $(READY)
	$(BIN)/gonogo demo

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: $(READY)
	$(BIN)/pytest -n 2

screenshots: $(READY)
	$(BIN)/python tests/support/screenshots.py

docs: $(READY)
	$(BIN)/python tests/support/reference.py

bench: $(READY)
	$(BIN)/python tests/bench/board.py
	$(BIN)/python tests/bench/screen.py
	$(BIN)/python tests/bench/bump.py $(CLONE)

$(READY): pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $(READY)

clean:
	rm -rf .venv build dist
