# make serve and make test are all a newcomer needs; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export NO_MKDOCS_2_WARNING := 1

.PHONY: help serve site test test-fast test-js lint check fix diff verify
.PHONY: mutate schema style permalinks bench lock clean

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1 - /p' $(MAKEFILE_LIST)

serve: PORT ?= 8000
serve: $(VENV)/.run  ## set up and show the site; prints its address; PORT=8001 takes another port
	$(BIN)/python -m mkdocs serve -a 127.0.0.1:$(PORT)

site: $(VENV)/.run  ## build strictly into site/, which stays as it was if anything is wrong
	@$(BIN)/python -m macros site

test: tests/node_modules/.done tests/old-browsers/node_modules/.done
test: $(VENV)/.test  ## set up and run all tests
	$(BIN)/python -m pytest

test-fast: $(VENV)/.test  ## run the tests that need neither a browser nor a built site
	$(BIN)/python -m pytest tests/unit -n auto --dist worksteal

test-js:  ## test the functions of the scripts that need no browser
	node --test tests/js/*.test.mjs

lint: $(VENV)/.test tests/node_modules/.done  ## check format, style and types of all code
	$(BIN)/ruff format --check macros tests
	$(BIN)/ruff check macros tests
	@if [ -x tests/node_modules/.bin/biome ]; then \
	tests/node_modules/.bin/biome ci --error-on-warnings; \
	else echo "Biome is not installed (it needs npm): scripts and style were not looked at"; fi
	$(BIN)/mypy macros

check: $(VENV)/.run  ## report every problem in data, words and pages
	@$(BIN)/python -m macros check

diff: BASE ?= origin/main
diff: $(VENV)/.run  ## report what a change means for readers; BASE=branch, PREVIEW=address
	@$(BIN)/python -m macros diff "$(BASE)" --preview "$(PREVIEW)" \
	--markdown .build/diff/diff.md --html .build/diff/diff.html
	@echo; echo "before and after, by section: .build/diff/diff.html"

verify: $(VENV)/.run  ## ask servers and links whether the data is still true; ENTER=1 notes the day
	@$(BIN)/python -m macros verify $(if $(ENTER),--enter)

fix: $(VENV)/.run  ## repair what has only one right answer: spacing, punctuation, ends of lines
	@$(BIN)/python -m macros fix

schema: $(VENV)/.run  ## write the JSON Schemas for editors, from the model
	@$(BIN)/python -m macros schema

permalinks: $(VENV)/.run  ## add new addresses and ids to data/permalinks.txt
	@$(BIN)/python -m macros permalinks

style: $(VENV)/.run  ## write docs/assets/css/material.css, after an upgrade of Material
	@$(BIN)/python -m macros style

mutate: $(VENV)/.run  ## list the small changes that no check refuses; SEED=7 makes others
	@$(BIN)/python tests/mutate.py $(if $(SEED),--seed $(SEED))

bench: tests/lighthouse/node_modules/.done
bench: $(VENV)/.test  ## measure builds and pages; SIZES=200: another size, SIZES=pages: pages only
	@$(BIN)/python tests/bench $(SIZES)

COMPILE = $(BIN)/uv pip compile -q --upgrade --generate-hashes --universal \
	--python-version 3.11 --no-annotate --no-header
lock: $(VENV)/.run  ## pin the dependencies in *.in, with hashes
	$(BIN)/pip install -q uv
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-test.in -o requirements-test.txt

clean:  ## delete everything that was built or installed
	rm -rf .build .venv site tests/node_modules tests/*/node_modules

$(VENV)/.run: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m compileall -q macros
	@touch $@

$(VENV)/.test: $(VENV)/.run requirements-test.txt
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@

%/node_modules/.done: %/package-lock.json
	@mkdir -p $(@D)
	@if command -v npm >/dev/null; then cd $* \
	&& npm ci --ignore-scripts --no-audit --no-fund --silent && touch node_modules/.done; \
	else echo "npm is not installed: what needs the packages of $*/package.json will be skipped"; fi
