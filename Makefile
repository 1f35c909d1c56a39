# `make` alone prints these.
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check demo bench fuzz format migration openapi docs lock clean

help:  ## print this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.venv/.run: requirements.txt
	@echo "Setting up .venv (once; about a minute) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	@echo "Adding the tools for tests and checks (once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

run: .venv/.run  ## start web server and worker with the demo RT (PORT, DATABASE_URL, SISKAMLING_DATA)
	@echo "Preparing the database ..."
	@$(BIN)/flask prepare --demo
	@exec $(BIN)/flask serve

test: .venv/.dev  ## all tests, on SQLite and PostgreSQL
	@$(BIN)/pytest -n 2

check: .venv/.dev  ## format, lint, types, import rules, dead code, dependencies, documents in date
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/vulture
	@$(BIN)/deptry .
	@$(BIN)/python -m tests.documents

demo: .venv/.dev  ## play a night through a running server, with the local FCM server
	@$(BIN)/python -m tests.demo

bench: .venv/.dev  ## every measurement of docs/performance.md (three quarters of an hour, on an otherwise idle machine)
	@$(BIN)/python -m benchmarks

fuzz: .venv/.dev  ## a long schemathesis run over the whole OpenAPI document
	@SISKAMLING_TEST_FUZZ_EXAMPLES=200 $(BIN)/pytest -n 2 tests/test_fuzz.py

format: .venv/.dev  ## format and sort imports
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format .

migration: .venv/.dev  ## a new migration: make migration m="what it does" (DATABASE_URL must name a PostgreSQL)
	@$(BIN)/flask db migrate -m "$(m)"

openapi: .venv/.run  ## write docs/openapi.json
	@$(BIN)/flask openapi docs/openapi.json

docs: openapi  ## write the documents that are made from the code's tables
	@$(BIN)/flask documents docs

lock:  ## compile requirements*.in into pinned requirements*.txt
	@$(PYTHON) -m venv .venv-lock && .venv-lock/bin/pip install --quiet uv==0.13.9
	@.venv-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	@.venv-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt
	@rm -rf .venv-lock

clean:  ## remove the virtual environment and the data folder's demo
	@rm -rf .venv var
