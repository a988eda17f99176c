# make demo   a release day on the embedded GitHub; needs Python 3.11+, git and make
# make check  everything that CI checks

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
# One more than the two cores of CI: journeys wait for git and for the screen.
TESTS := $(BIN)/pytest -n 3 --dist worksteal

.PHONY: demo check format test screenshots docs bench clean

demo: $(READY)
	$(BIN)/gonogo demo

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(TESTS)

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

test: $(READY)
	$(TESTS)

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
