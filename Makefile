# The two commands are `make run` and `make test`; `make dev` is the inner loop.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

export CARGO_TERM_COLOR ?= auto
# Property tests try the same cases in every run of `make test`, so that a failure means the change at hand;
# `make dev` tries new ones each time.
SEED := 20260101
PYTHON := .venv/bin/python
STEPWELL := $(or $(CARGO_TARGET_DIR),target)/release/stepwell

.PHONY: help run test bench dev setup venv release fmt-check clippy unit codegen-check tidy runtimes e2e crash unlimited waiting \
    conformance

help:
	@echo 'make run    build, start, and build an asynchronous API in it'
	@echo 'make test   everything CI runs'
	@echo 'make bench  measure, and write docs/PERFORMANCE.md'
	@echo 'make crash  kill the server at KILLS moments (200) under load, and look for what is lost'
	@echo 'make unlimited  a history of a million events and payloads of 50 MiB'
	@echo 'make waiting  ten thousand executions that wait for executions of theirs'
	@echo 'make dev    format, generate, lint and test while working'

run: setup venv
	@scripts/run

test: setup fmt-check clippy unit codegen-check tidy release venv runtimes e2e conformance
	@echo 'make test: all of it passed'

bench: release
	@scripts/bench

dev:
	cargo fmt
	cargo xtask codegen
	cargo clippy --workspace --all-targets -- -D warnings
	cargo test --workspace --quiet
	cargo xtask tidy

setup:
	@scripts/setup

venv: .venv/installed

.venv/installed: e2e/requirements.txt
	@echo '==> Python packages'
	@python3 -m venv --clear .venv
	@.venv/bin/pip install --quiet --disable-pip-version-check -r e2e/requirements.txt
	@touch $@

release:
	@echo '==> release binary'
	cargo build --release --locked

fmt-check:
	@echo '==> format'
	cargo fmt --all --check

clippy:
	@echo '==> lints'
	cargo clippy --workspace --all-targets --locked -- -D warnings
	@# The fuzz targets are a workspace with a lock file of its own, which must follow.
	@cargo metadata --manifest-path fuzz/Cargo.toml --locked --format-version 1 >/dev/null

unit: venv
	@echo '==> unit, language, store and simulation tests'
	JSONATA_SUITE="$$(scripts/jsonata-suite)" PROPTEST_RNG_SEED=$(SEED) cargo test --workspace --locked --quiet

codegen-check:
	@echo '==> generated code is up to date'
	cargo xtask codegen --check

tidy:
	@echo '==> tidy'
	cargo xtask tidy

runtimes: release
	@echo '==> language runtimes'
	$(STEPWELL) runtimes install python3.11 || $(STEPWELL) runtimes install

e2e: release venv runtimes
	@echo '==> end to end'
	STEPWELL_BIN=$(abspath $(STEPWELL)) $(PYTHON) -m pytest -q e2e

crash: release venv runtimes
	@echo '==> crash campaign'
	STEPWELL_BIN=$(abspath $(STEPWELL)) $(PYTHON) e2e/crash_campaign.py --kills $(or $(KILLS),200)

unlimited: release venv runtimes
	@echo '==> without quotas'
	STEPWELL_EVENTS=1000000 STEPWELL_PAYLOADS=4 STEPWELL_BIN=$(abspath $(STEPWELL)) \
	    $(PYTHON) -m pytest -q -s e2e/test_unlimited.py

waiting: release venv
	@echo '==> ten thousand parents'
	STEPWELL_PARENTS=10000 STEPWELL_BIN=$(abspath $(STEPWELL)) $(PYTHON) -m pytest -q -s e2e/test_waiting_parents.py

conformance: release venv
	@echo '==> conformance with recorded AWS behaviour'
	STEPWELL_BIN=$(abspath $(STEPWELL)) $(PYTHON) e2e/conformance.py
