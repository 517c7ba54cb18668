import process from "node:process";

/**
 * Mutants: copies of the provider with one small fault each, on which some test has to fail. A mutant that survives shows
 * what no test checks. `make mutants` runs this.
 *
 *   MUTATE  which files, as a glob (default: all three folders below)
 *   JOBS    how many mutants at the same time (default 1)
 */
const mutate = process.env["MUTATE"] ?? "provider/{http,swr,resources}/**/*.ts";

/** The suites that run for a mutant of each folder. All run in one quick process, since only that process has the mutant. */
const SUITES = {
  http: ["tests/provider/http/**/*.test.ts", "tests/provider/swr/**/*.test.ts"],
  swr: ["tests/provider/swr/**/*.test.ts", "tests/provider/functions/**/*.test.ts"],
  resources: ["tests/provider/resources/**/*.test.ts", "tests/provider/*.test.ts"],
};
const named = Object.keys(SUITES).filter((folder) => mutate.includes(folder));
/** A file of any other folder runs all these suites. */
const folders = named.length > 0 ? named : Object.keys(SUITES);

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate: [mutate],
  testRunner: "mocha",
  mochaOptions: { spec: [...new Set(folders.flatMap((folder) => SUITES[folder]))] },
  testRunnerNodeArgs: ["--require", "./scripts/cjsWithoutEnding.js"],
  // A mutant meets only the tests that reach its line.
  coverageAnalysis: "perTest",
  // A value that is made when its file is loaded would need a process of its own for each mutant.
  ignoreStatic: true,
  concurrency: Number(process.env["JOBS"] ?? 1),
  ignorePatterns: ["bin", "dist", "examples", "reports"],
  tempDirName: "reports/mutants/sandbox",
  reporters: ["clear-text", "html", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: "reports/mutants/index.html" },
  jsonReporter: { fileName: "reports/mutants/report.json" },
};
