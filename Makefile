# `make run` starts Clew, `make test` checks everything. Both install what is missing.

VENV := .venv
BIN := $(VENV)/bin
WEB_SOURCES := $(shell find web/src web/public web/index.html web/*.json web/*.ts -type f 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help run test check unit faults format lock types bench clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: $(BIN)/.run web/dist/index.html ## Install what is missing, build the web client, start Clew
	@$(BIN)/clew serve

test: $(BIN)/.test web/node_modules/.test web/dist/index.html ## Install what tests need, run every check and every test
	@$(MAKE) --no-print-directory check unit

check: $(BIN)/.test web/node_modules/.test ## Format, lint, types, import arrows, dependencies, the web client's own checks
	@scripts/check

unit: $(BIN)/.test web/dist/index.html ## All Python tests, on a real PostgreSQL, a real model and a real browser
	@$(BIN)/pytest -q -n 2 --dist loadgroup

faults: $(BIN)/.test ## Fifty kill -9 of the server in the middle of turns (the tests do twelve)
	@CLEW_KILLS=50 $(BIN)/pytest -q tests/faults

format: $(BIN)/.test ## Format all Python
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

lock: $(BIN)/.uv ## Lock all dependencies anew, by name, version and hash
	@scripts/lock

types: $(BIN)/.test web/node_modules/.test ## Generate the web client's types from the API
	@scripts/types

bench: $(BIN)/.test ## Run the benchmarks and print their tables
	@for file in bench/*.py; do $(BIN)/python $$file || exit 1; done

clean: ## Remove everything that was installed or built
	rm -rf $(VENV) web/node_modules web/dist

$(BIN)/.uv: requirements/bootstrap.lock scripts/install
	@scripts/install uv && touch $@

$(BIN)/.run: $(BIN)/.uv requirements/run.lock pyproject.toml
	@scripts/install packages run && touch $@

$(BIN)/.test: $(BIN)/.uv requirements/test.lock pyproject.toml
	@scripts/install packages test && scripts/install chromium && touch $(BIN)/.run $@

web/node_modules/.run: web/package-lock.json | $(BIN)/.uv
	@scripts/install web run && touch $@

web/node_modules/.test: web/package-lock.json | $(BIN)/.uv
	@scripts/install web test && touch web/node_modules/.run $@

web/dist/index.html: web/node_modules/.run $(WEB_SOURCES)
	@scripts/npm run --silent build && touch $@
