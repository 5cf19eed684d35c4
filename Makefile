# One command for each thing; CI runs these same targets. `make` alone says what there is.

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TOOLS := $(VENV)/.tools
CATALOGUES := $(shell find atelier -name '*.po' 2>/dev/null)
WORKERS ?= $(shell nproc 2>/dev/null || echo 2)

.DEFAULT_GOAL := help
.PHONY: help install server run test lint translations bench medium image image-pictures bench-vm lock docs-screenshots

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' Makefile

install: $(TOOLS) ## everything that running, testing and the agent need

server: $(INSTALLED) $(CATALOGUES:.po=.mo) ## what a server needs, and no more

run: $(INSTALLED) $(CATALOGUES:.po=.mo) ## try it: demo data, on http://127.0.0.1:8000
	@export ATELIER_CONFIG="$${ATELIER_CONFIG:-config/demo.toml}"; \
	$(BIN)/atelier demo && exec $(BIN)/gunicorn --config config/gunicorn.conf.py wsgi:app

test: $(TOOLS) $(CATALOGUES:.po=.mo) ## all tests, PostgreSQL and Chromium included
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(INSTALLED) ## style, types, layers, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@mkdir -p build && rm -f build/lint.db*
	$(BIN)/alembic -x url=sqlite:///build/lint.db upgrade head
	$(BIN)/alembic -x url=sqlite:///build/lint.db check
	$(if $(CATALOGUES),$(BIN)/python -m tests.rules.translations)

translations: $(INSTALLED) ## put new screen texts into the .po files; says what is to be translated
	$(BIN)/python -m tests.rules.translations --update

bench: $(TOOLS) ## how fast, at 1 k, 10 k and 100 k devices on both databases
	$(BIN)/python -m tests.benchmarks $(ARGS)

medium: ## the bench stick and the network boot, in build/medium
	@.ci/programs medium
	config/medium/build

image: $(INSTALLED) ## NAME=basis: an image of basic software, as root; in build/images, or FOLDER=...
	@.ci/programs image
	$(BIN)/atelier image build $(NAME) --output $(or $(FOLDER),build/images)

image-pictures: $(TOOLS) ## IMAGE=build/images/…: its welcome and its desktop, in build/pictures; slow
	$(BIN)/python -m tests.bench.image_pictures $(IMAGE) $(or $(FOLDER),build/pictures)

bench-vm: $(TOOLS) $(CATALOGUES:.po=.mo) ## the application and a virtual donated laptop beside it
	$(BIN)/python -m tests.bench $(ARGS)

lock: ## requirements.lock anew from setup.cfg (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: see https://docs.astral.sh/uv/"; exit 1; }
	uv pip compile --universal --python-version 3.11 --generate-hashes --all-extras \
	  --no-header --no-annotate --upgrade setup.cfg -o requirements.lock

docs-screenshots: $(TOOLS) $(CATALOGUES:.po=.mo) ## the pictures in docs/images, from the demo data
	@.ci/programs pictures
	$(BIN)/python -m tests.browser.screenshots docs/images

# What is locked, with its hashes; then the project itself, so that what you edit is what runs.
$(INSTALLED): requirements.lock setup.cfg
	@.ci/programs run
	@test -x $(BIN)/python || $$(.ci/python) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS): $(INSTALLED) .ci/programs
	@.ci/programs test
	@touch $@

%.mo: %.po | $(INSTALLED)
	$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@
