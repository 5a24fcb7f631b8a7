# `make` lists the targets. CARGO_TARGET_DIR is honoured throughout.
.PHONY: help prepare build demo test bench lint clean

# A browser is fetched only once some test looks at a page.
browser := $(if $(shell grep -rli chromium tests 2>/dev/null),--browser)

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

test: ## all tests
	@.ci/prepare $(browser)
	cargo test

bench: prepare ## the benchmarks
	cargo bench

lint: prepare ## format and clippy, warnings are errors
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings

clean: ## remove what was built, the prepared tools and out/
	cargo clean
	rm -rf out
	if grep -qs '^# Written by .ci/prepare' .cargo/config.toml; then rm .cargo/config.toml; fi
