# Znak: `make` alone lists what there is.
SHELL := /bin/sh
PYTHON ?=
export PYTHON
BIN := .venv/bin
# What runs servers stops them in order even when make itself is killed.
HELD := setpriv --pdeathsig TERM --

.DEFAULT_GOAL := help
.PHONY: help setup browser demo up screenshots test prove bench bench-data bench-scale contracts lint format lock clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null \
	  || sed -n 's/^\([a-z-]*\):[^#]*## /  make \1  /p' Makefile

setup: ## virtual environment, dependencies, RabbitMQ, MongoDB (quick when nothing changed)
	@deploy/local/setup.sh

demo: setup ## one licence year of sample applications through everything, in a minute and a half
	@$(HELD) $(BIN)/python -m deploy.local.demo

up: setup ## broker, database, mail sink and the four services, until Ctrl-C
	@$(HELD) $(BIN)/python -m deploy.local.up

browser: setup ## Chromium, which the tests look at pages with
	@deploy/local/setup.sh browser

screenshots: browser ## the pictures of the users' guide, in two minutes
	@$(HELD) $(BIN)/python -m deploy.local.guide

test: browser lint ## every test that is quick (minutes)
	$(BIN)/pytest -q -m "not prove"

prove: browser ## the slower proofs
	$(BIN)/pytest -q -m prove

bench: setup ## cases per second, beside a floor written by hand
	@$(HELD) $(BIN)/python -m bench

bench-data: setup ## 200,000 cases and licences, written in minutes, kept under .znak/bench-data
	@$(HELD) $(BIN)/python -m bench.scale data

bench-scale: setup ## every query on them, and a day on which 10,000 licences end
	@$(HELD) $(BIN)/python -m bench.scale

contracts: setup ## schemas, examples and AsyncAPI documents, written anew from contracts/
	$(BIN)/python -m contracts.catalogue

lint: setup ## ruff, mypy --strict, import law
	$(BIN)/ruff check -q .
	$(BIN)/ruff format -q --check .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports

format: setup ## formats and fixes what can be fixed
	$(BIN)/ruff check --fix -q .
	$(BIN)/ruff format -q .

lock: ## requirements.lock anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra local --extra dev --python-version 3.11 --universal \
	  --no-emit-index-url --no-header -q -o requirements.lock --generate-hashes

clean: ## everything that running made; the data of `make up` too
	rm -rf .znak .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
