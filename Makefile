# `make` lists the targets. CARGO_TARGET_DIR is honoured throughout.
.PHONY: help prepare build demo test fuzz bench lint clean

# A browser is fetched only once some test looks at a page.
browser := $(if $(shell grep -rli chromium tests 2>/dev/null),--browser)

# Seconds for each run, cores, and which instances (none: five usual ones; `all`) `make bench` gives to Luwes and peers.
BENCH_TIME ?= 60
BENCH_THREADS ?= 2
BENCH_INSTANCES ?=
# Cases of each random test in `make fuzz`.
FUZZ_CASES ?= 4000

help: ## list the targets
	@echo "Luwes: rosters for hybrid office/home staff, with proof"
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{ printf "  make %-9s%s\n", $$1, $$2 }'

prepare: ## what the build needs: cmake and libclang, from apt or as Python wheels
	@.ci/prepare

build: prepare ## the release program (the first time compiles the solver HiGHS: some minutes)
	cargo build --release

demo: build ## solve the Bappenas pilot (1,000 people, 4 weeks) into out/pilot
	cargo run --release --quiet -- solve scenarios/bappenas-pilot.yaml --out out/pilot
	@echo "The report, for a browser: $$PWD/out/pilot/report.html"

# Random tests draw the same cases every time, so that a failure is the change's own; `make fuzz` draws others.
test: ## all tests
	@.ci/prepare $(browser)
	PROPTEST_RNG_SEED=$${PROPTEST_RNG_SEED:-2019} cargo test

fuzz: prepare ## the random tests of the engine with new cases, ten times as many: some minutes
	PROPTEST_CASES=$(FUZZ_CASES) cargo test --lib engine

bench: build ## the benchmarks: ours, then Luwes beside its peers; about 20 minutes (benches/README.md)
	cargo bench
	python3 -B benches/peers/run.py --time $(BENCH_TIME) --threads $(BENCH_THREADS) $(BENCH_INSTANCES)

lint: prepare ## format and clippy, warnings are errors
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings

clean: ## remove what was built, the prepared tools and out/
	cargo clean
	rm -rf out
	if grep -qs '^# Written by .ci/prepare' .cargo/config.toml; then rm .cargo/config.toml; fi
