import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Report } from "../../../cli/report/types";
import { companyReport, grantOf, largeReport, reportOf } from "../../../scripts/exampleReport";
import { putOnPaper, withBrowser } from "./browser";
import { sample } from "./sample";

const NARROW = { width: 420, height: 800 };
const nodesIn = (page: Page): Promise<number> =>
  page.evaluate<number>("document.querySelectorAll('*').length");

const oneGrant = (rest: Partial<Report>, status: "declared" | "unmanaged" = "declared"): Report =>
  reportOf(
    [
      {
        name: "team-a",
        grants: [],
        repositories: [
          { name: "app", isPublic: false, sharedWith: [], grants: [grantOf("alice", "Read", { status })] },
        ],
      },
    ],
    rest,
  );

describe("the HTML report as a page", () => {
  const { open } = withBrowser();

  it("holds 200 users and 2,000 repositories, all cells filled, and draws only what is in sight", async () => {
    const report = largeReport({ users: 200, repositories: 2000, share: 1 });
    assert.equal(report.totals.grants, 400_000);
    const page = await open(report);
    await page.locator(".cell .letter").first().waitFor();
    const time = await page.evaluate<number>("performance.now()");
    process.stdout.write(
      `      400,000 cells could be used ${(time / 1000).toFixed(1)} s after the page was asked for\n`,
    );
    const grid = page.getByRole("treegrid");
    assert.deepEqual(
      [await grid.getAttribute("aria-rowcount"), await grid.getAttribute("aria-colcount")],
      // The names of users; 20 organizations and 200 folders beside the repositories.
      [String(1 + 20 + 200 + 2000), "201"],
    );
    assert.ok((await nodesIn(page)) < 3000, String(await nodesIn(page)));
    await page.locator("[data-at='2:1']").click();
    await page.keyboard.press("Control+End");
    await page.locator("[data-at='2219:200']").waitFor();
    assert.ok((await nodesIn(page)) < 3000, String(await nodesIn(page)));
    assert.equal(await page.locator("[data-at='0:0']").count(), 0);
  });

  it("is light or dark as the system is, until the reader chooses", async () => {
    const page = await open(sample(), { colours: "dark" });
    const brightness = async (): Promise<number> =>
      Number(/\d+/.exec(await page.evaluate<string>("getComputedStyle(document.body).backgroundColor"))?.[0]);
    assert.ok((await brightness()) < 60);
    await page.getByRole("button", { name: "Light colours" }).click();
    assert.ok((await brightness()) > 200);
    await page.getByRole("button", { name: "Dark colours" }).click();
    assert.ok((await brightness()) < 60);
    await open(sample(), { colours: "light" });
    assert.ok((await brightness()) > 200);
  });

  it("prints everything as lists, without the controls", async () => {
    const page = await open(sample());
    await putOnPaper(page);
    assert.equal(await page.locator("#app").isVisible(), false);
    const differences = page.locator("#paper .differences tbody tr");
    assert.deepEqual(await differences.allInnerTexts(), [
      "boss\torganization team-a\tManage\t–\tundeclared",
      "mallory\tteam-a/web/app\tManage\t–\tundeclared",
      "alice\tteam-a/web/app\tWrite\tRead\tdrifted",
      "dave\tteam-a/jobs\tRead\tRead\texpired 2026-10-31 23:59 UTC",
      "carol\tteam-a/web/api\t–\tWrite\tmissing",
    ]);
    assert.deepEqual(await page.locator("#paper .access tbody tr").allInnerTexts(), [
      "all of team-a\tboss (undeclared), lead\t\t",
      "jobs (public) (shared with acme-edge)\t\t\tdave (expired 2026-10-31 23:59 UTC)",
      "secret\tcould not be read",
      "web/api\t\tbob, carol (declared Write, missing)\t",
      "web/app\tmallory (undeclared)\talice (declared Read)\tbob",
      "all of team-b\tcould not be read",
      "tools\tbob\t\t\trobot",
    ]);
    const text = await page.locator("#paper").innerText();
    for (const said of [
      "5 differences",
      "2 parts could not be read",
      "SWR answered 403.",
      "Administrators of the account",
    ])
      assert.ok(text.includes(said), said);
    await page.emulateMedia({ media: "screen" });
    // What is not printed is not there.
    await page.locator("#paper h1").waitFor({ state: "detached" });
  });

  it("prints what the filter leaves", async () => {
    const page = await open(sample());
    await page.getByRole("button", { name: "Only differences" }).click();
    await putOnPaper(page);
    assert.match(await page.locator("#paper").innerText(), /Filtered: only a part of the report is printed/);
    assert.deepEqual(await page.locator("#paper .access tbody tr").allInnerTexts(), [
      "all of team-a\tboss (undeclared)\t\t",
      "jobs (public) (shared with acme-edge)\t\t\tdave (expired 2026-10-31 23:59 UTC)",
      "web/api\t\tcarol (declared Write, missing)\t",
      "web/app\tmallory (undeclared)\talice (declared Read)\t",
    ]);
    assert.ok((await page.pdf()).length > 5000);
  });

  it("fits narrow windows, with the details over the matrix", async () => {
    const page = await open(companyReport(), { size: NARROW });
    assert.equal(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), true);
    const top = async (selector: string): Promise<number> =>
      (await page.locator(selector).boundingBox())?.y ?? NaN;
    assert.ok((await top("#differences")) < (await top("main")), "what differs is above the matrix");
    assert.ok((await top("main")) < (await top("#powerful")), "the rest is below it");
    await page.getByRole("gridcell", { name: "mallory: Manage on payments/api/ledger, undeclared" }).click();
    const box = await page.locator("aside.opened").boundingBox();
    assert.ok(
      box !== null && box.y > 0 && Math.round(box.y + box.height) === NARROW.height,
      JSON.stringify(box),
    );
    await page.getByRole("button", { name: "Close" }).click();
    await page.locator("aside.opened").waitFor({ state: "detached" });
  });

  const verdicts: readonly (readonly [what: string, report: Report, verdict: RegExp, nothing: RegExp])[] = [
    [
      "everything is as declared",
      oneGrant({}),
      /No differences\s+Everybody in this report has exactly/,
      /^$/,
    ],
    [
      "the stack manages only a part",
      oneGrant({}, "unmanaged"),
      /Nothing differs in the lists that the stack manages. 1 grant is in other lists/,
      /^$/,
    ],
    ["no stack was given", oneGrant({ stack: null }, "unmanaged"), /Not compared[^]*--stack-export/, /^$/],
    [
      "something that the stack is about is not there",
      reportOf([{ name: "team-a", isMissing: true, grants: [], repositories: [] }]),
      /^1 place not there\s+The stack declares access where there is nothing/,
      /^$/,
    ],
    [
      "there is no organization",
      reportOf([]),
      /No differences\s+The caller sees no organization/,
      /no organization that the caller can see/,
    ],
    [
      "no organization could be read",
      reportOf([], { unread: [{ subject: "", message: "SWR answered 403." }] }),
      /No differences\s+Nothing differs in what could be read/,
      /No organization could be read/,
    ],
    [
      "a list could not be read",
      reportOf([{ name: "team-a", grants: null, repositories: [] }], {
        unread: [{ subject: "team-a", message: "SWR answered 403." }],
      }),
      /No differences\s+Nothing differs in what could be read/,
      /^$/,
    ],
  ];
  for (const [what, report, verdict, nothing] of verdicts)
    it(`says in words that ${what}`, async () => {
      const page = await open(report);
      assert.match(await page.locator(".verdict").innerText(), verdict);
      assert.match((await page.locator(".nothing").allInnerTexts()).join(), nothing);
      const isGood = (await page.locator(".verdict.good").count()) === 1;
      assert.equal(isGood, what === "everything is as declared");
    });
});
