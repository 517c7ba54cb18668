import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Checkout, githubWorkflow, gitlabJob } from "./driftCheck";

const CHECK = "ci/drift-check.sh prod out --organization team-a";
const NOT_EXPECTED = "error: no changes were expected but changes were proposed";

describe("examples: the drift check's script", () => {
  let checkout: Checkout;
  beforeEach(() => (checkout = new Checkout()));
  afterEach(() => {
    checkout.remove();
  });

  it("asks the preview and both reports, with the flags that it was given; the state stays out of the folder", async () => {
    const { code, output } = await checkout.run(CHECK);
    assert.equal(code, 0, output);
    assert.match(output, /^Access to SWR is as prod declares it\.$/m);
    const report = (format: string, file: string): string =>
      `npx --no -- pulumi-swr report --stack-export - --format ${format} --output out/${file} --organization team-a`;
    assert.deepEqual(checkout.called(), [
      "pulumi preview --stack prod --expect-no-changes --diff --non-interactive --color never",
      "pulumi stack export --stack prod",
      report("html", "report.html"),
      report("markdown", "report.md"),
    ]);
    assert.deepEqual(readdirSync(join(checkout.work, "out")).sort(), [
      "preview.txt",
      "report.html",
      "report.md",
    ]);
    assert.equal(checkout.read("out/report.html"), 'html of {"deployment":{}}\n');
    assert.equal(checkout.read("out/report.md"), 'markdown of {"deployment":{}}\n');
    assert.match(checkout.read("out/preview.txt") ?? "", /^preview of/);
    assert.deepEqual(readdirSync(checkout.scratch), []);
  });

  for (const [what, environment, expected] of [
    ["the preview differs", { PREVIEW_CODE: "7" }, 7],
    ["an older Pulumi's preview differs", { PREVIEW_CODE: "255", PREVIEW_SAYS: NOT_EXPECTED }, 7],
    ["a report differs", { HTML_CODE: "7" }, 7],
    ["everything differs", { PREVIEW_CODE: "7", HTML_CODE: "7", MARKDOWN_CODE: "7" }, 7],
    ["the preview fails", { PREVIEW_CODE: "1" }, 1],
    [
      "the preview fails and the reports differ",
      { PREVIEW_CODE: "255", HTML_CODE: "7", MARKDOWN_CODE: "7" },
      1,
    ],
    ["a report could not read everything", { HTML_CODE: "1", MARKDOWN_CODE: "7" }, 1],
    ["a flag is wrong", { HTML_CODE: "2", MARKDOWN_CODE: "2" }, 1],
  ] as const)
    it(`${what}: ends with ${String(expected)}, after all reports were written`, async () => {
      const { code, output } = await checkout.run(CHECK, environment);
      assert.equal(code, expected, output);
      assert.match(
        output,
        expected === 7 ? /^Differences, says /m : /^Not finished: .* \(exit code \d+\)\.$/m,
      );
      for (const file of ["preview.txt", "report.html", "report.md"]) assert.ok(checkout.read(`out/${file}`));
      assert.deepEqual(readdirSync(checkout.scratch), []);
    });

  it("the state cannot be exported: ends with 1, without a report, and removes those of an earlier check", async () => {
    await checkout.run(CHECK);
    const { code, output } = await checkout.run(CHECK, { EXPORT_CODE: "6" });
    assert.equal(code, 1);
    assert.match(output, /^Not finished: pulumi stack export \(exit code 6\)\.$/m);
    assert.deepEqual(readdirSync(join(checkout.work, "out")), ["preview.txt"]);
    assert.deepEqual(readdirSync(checkout.scratch), []);
  });

  it("without a stack or a folder it says how to call it", async () => {
    for (const args of ["", "prod"]) {
      const { code, output } = await checkout.run(`ci/drift-check.sh ${args}`);
      assert.equal(code, 2);
      assert.match(output, /^usage: drift-check\.sh STACK FOLDER/);
    }
    assert.deepEqual(checkout.called(), []);
  });
});

describe("examples: the drift check's workflows", () => {
  let checkout: Checkout;
  beforeEach(() => (checkout = new Checkout()));
  afterEach(() => {
    checkout.remove();
  });

  it("GitHub Actions: at night and for pull requests, with no more rights than needed and pinned actions", () => {
    const { on, permissions, concurrency, jobs } = githubWorkflow();
    assert.deepEqual(Object.keys(on).sort(), ["pull_request", "schedule", "workflow_dispatch"]);
    assert.deepEqual(permissions, { contents: "read", "pull-requests": "write" });
    assert.ok("cancel-in-progress" in concurrency);
    const { steps } = jobs.drift;
    for (const { uses } of steps) if (uses !== undefined) assert.match(uses, /^[\w-]+\/[\w-]+@v\d+$/);
    assert.equal(steps[0]?.with?.["persist-credentials"], false);
    // A secret reaches one step's environment only, and no command line.
    for (const { run = "" } of steps) assert.doesNotMatch(run, /\$\{\{/);
    const secret = steps.filter(({ env = {} }) => JSON.stringify(env).includes("secrets."));
    assert.deepEqual(
      secret.map(({ name }) => name),
      ["Check"],
    );
  });

  it("GitHub Actions: each command runs, and the report is published and shown although the check fails", async () => {
    const { env, jobs } = githubWorkflow();
    const summary = join(checkout.folder, "summary.md");
    const environment = {
      ...env,
      GITHUB_WORKSPACE: checkout.work,
      GITHUB_STEP_SUMMARY: summary,
      HTML_CODE: "7",
    };
    const codes: Record<string, number> = {};
    for (const { name = "", run } of jobs.drift.steps)
      if (run !== undefined && name !== "Comment") codes[name] = (await checkout.run(run, environment)).code;
    assert.deepEqual(codes, { Install: 0, Check: 7, Summary: 0 });
    const published = jobs.drift.steps.find(
      ({ uses }) => uses?.startsWith("actions/upload-artifact") === true,
    );
    assert.match(published?.if ?? "", /!cancelled\(\)/);
    assert.ok(checkout.read(`${String(published?.with?.["path"])}/report.html`));
    assert.deepEqual(checkout.called().slice(0, 2), [
      "npm ci",
      "pulumi preview --stack prod --expect-no-changes --diff --non-interactive --color never",
    ]);
  });

  it("GitLab CI: at night and for merge requests; each command runs, on the program of the target branch", async () => {
    const job = gitlabJob();
    assert.deepEqual(job.rules, [
      { if: '$CI_PIPELINE_SOURCE == "schedule"' },
      { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
    ]);
    assert.equal(job.artifacts["when"], "always");
    assert.deepEqual(job.artifacts["paths"], ["access-report/"]);
    const git = "git -c user.name=t -c user.email=t@t.invalid -c init.defaultBranch=main";
    writeFileSync(join(checkout.work, "program.txt"), "in force\n");
    await checkout.run(
      `${git} init -q . && git add . && ${git} commit -qm one && ${git} clone -q --bare . ../origin &&
       git remote add origin ../origin && git checkout -qb change && echo proposed >program.txt && ${git} commit -qam two`,
    );
    const { PROJECT = "", STACK = "" } = job.variables;
    const environment = {
      ...{ PROJECT, STACK, CI_PROJECT_DIR: checkout.work, MARKDOWN_CODE: "7" },
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: "main",
    };
    const { code, output } = await checkout.run(
      [...job.before_script, ...job.script].join("\n"),
      environment,
    );
    assert.equal(code, 7, output);
    assert.ok(checkout.read("access-report/report.html"));
    assert.deepEqual(
      checkout.called().filter((line) => !line.startsWith("npx")),
      [
        "npm ci",
        "pulumi preview --stack prod --expect-no-changes --diff --non-interactive --color never",
        "in force",
        "pulumi stack export --stack prod",
        "in force",
      ],
    );
    const nightly = await checkout.run(job.after_script.join("\n"), environment);
    assert.deepEqual(nightly, { code: 0, output: "" });
  });
});
