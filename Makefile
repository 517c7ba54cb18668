.DEFAULT_GOAL := help
.PHONY: help install build demo test test-cli soak mutants lint lint-types lint-rules lint-format lint-generated docs plugin bench reliability endurance pack-check clean

# Programs inside this checkout find the package under its own name, as in a user's project.
node_modules/.installed: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	ln -sfn .. node_modules/pulumi-swr
	touch $@

SOURCES := $(shell find provider sdk sandbox cli policyPack -name '*.ts' -o -name '*.tsx' -o -name '*.css') schema.json \
	tsconfig.json tsconfig.build.json scripts/bundle.ts scripts/bundleEmulator.ts scripts/bundleReport.ts
dist/.built: node_modules/.installed $(SOURCES)
	rm -rf dist
	npm run --silent build
	touch $@

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: node_modules/.installed ## Dependencies, from the lockfile

build: dist/.built ## Compile to dist/

demo: dist/.built ## The main job on the emulator: up, a change behind its back, preview, up, destroy
	@npx ts-node scripts/demo.ts

lint: node_modules/.installed ## Types, rules, import directions, format, generated files
	@$(MAKE) --no-print-directory -j2 lint-rules lint-types lint-format lint-generated

# The view of the HTML report runs in a browser, so it has types of its own.
lint-types:
	npx tsc --noEmit
	npx tsc -p cli/html/app

lint-rules:
	npx eslint .

lint-format:
	npx prettier --check --log-level warn .

# The types are checked beside it.
lint-generated:
	TS_NODE_TRANSPILE_ONLY=1 npx ts-node scripts/docs.ts --check
	TS_NODE_TRANSPILE_ONLY=1 npx ts-node scripts/licences.ts --check

# Without a check of types, which what is not made yet would fail.
docs: node_modules/.installed ## Write schema.json and the reference from the descriptions, the licences from the lockfile
	TS_NODE_TRANSPILE_ONLY=1 npx ts-node scripts/docs.ts
	npx ts-node scripts/licences.ts

plugin: node_modules/.installed ## The plugin as archives for pulumi plugin install, in bin/; PLATFORMS=all: for every machine
	npx ts-node scripts/plugin.ts

# What takes longest goes first, so that all processes are done at about the same time. There is one process more than two
# processors have, since many tests wait more than they work. The types were checked by lint, of the tests too; mocha by
# itself checks them.
TESTS := 'tests/dialects/**/*.test.ts' 'tests/scenarios/**/*.test.ts' 'tests/engine/**/*.test.ts' \
	'tests/!(dialects|scenarios|engine)/**/*.test.ts' 'tests/*.test.ts'

test: dist/.built lint ## Everything: lint, types, format, generated files, all tests
	TS_NODE_TRANSPILE_ONLY=1 npx mocha --parallel --jobs 3 $(TESTS)
	@command -v pulumi >/dev/null || echo "No pulumi on PATH: the scenarios ran over gRPC and on the offline engine (make test-cli runs them on the CLI)."

test-cli: dist/.built ## The scenarios on the real CLI; needs pulumi on PATH
	@command -v pulumi >/dev/null || { echo "make test-cli needs pulumi on PATH: https://www.pulumi.com/docs/install/"; exit 1; }
	SCENARIO_ENGINE=pulumi npx mocha --parallel --jobs 2 'tests/scenarios/**/*.test.ts' tests/cli/adopt/up.test.ts \
		tests/policyPack/preview.test.ts tests/examples/driftCheckCli.test.ts

# A failure prints seed and path; SOAK_SEED and SOAK_PATH replay it. All variables: tests/model/model.test.ts. A replay is of
# one sequence, so it leaves out the dialects.
SOAK := 'tests/model/**/*.test.ts' $(if $(SOAK_PATH),,'tests/dialects/**/*.test.ts')
soak: dist/.built ## Random sequences, then every combination of dialects: SOAK_RUNS (2000) or SOAK_MINUTES; SOAK_SEED, SOAK_PATH replay
	DIALECTS=every SOAK_RUNS=$${SOAK_RUNS:-2000} SOAK_SEED=$${SOAK_SEED:-$$(date +%s)} npx mocha $(SOAK)

# Not for every change: one folder takes most of an hour.
mutants: node_modules/.installed ## Which small faults no test notices, and the score; MUTATE='provider/http/**' names the files, JOBS (1)
	TS_NODE_TRANSPILE_ONLY=1 NODE_OPTIONS="--require ./scripts/cjsWithoutEnding.js" npx stryker run

bench: dist/.built ## What N repositories cost beside the engine and the wire alone, into bench/; BENCH=all, or parts: scripts/bench.ts
	TS_NODE_TRANSPILE_ONLY=1 npx ts-node scripts/bench.ts

reliability: node_modules/.installed ## The figures of docs/reliability.md, beside those of peers
	npx ts-node scripts/reliability.ts

endurance: node_modules/.installed ## 1,000 repositories, 20 rounds with 5 % faults: converged, connections, memory
	npx ts-node scripts/endurance.ts

pack-check: dist/.built ## The packed tarball: contents, publint, attw; in an empty project types and a run; the plugin starts
	npx ts-node scripts/packCheck.ts

clean: ## Remove what was built and installed
	rm -rf bin dist node_modules reports
