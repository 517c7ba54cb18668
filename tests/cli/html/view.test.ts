import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { grantOf, idOf, reportOf } from "../../../scripts/exampleReport";
import { withBrowser } from "./browser";
import { sample, URN } from "./sample";

/** The texts of many elements, in the order of the page. */
const texts = async (found: Locator): Promise<string[]> =>
  (await found.allTextContents()).map((text) => text.trim());

/** Names of columns, from left to right. The first is the corner. */
const users = (page: Page): Promise<string[]> => texts(page.locator("[role=columnheader] .name"));
/** Names of rows, from top to bottom. */
const rows = (page: Page): Promise<string[]> => texts(page.locator("[role=rowheader] .label"));
const cell = (page: Page, name: string): Locator => page.getByRole("gridcell", { name, exact: true });
const details = (page: Page): Locator => page.locator("aside .details");
const search = (page: Page, what: "users" | "repositories"): Locator =>
  page.getByRole("searchbox", { name: `Search ${what}` });
const press = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole("button", { name }).click();
const ALL_ROWS = ["team-a", "web/", "app", "api", "jobs", "secret", "team-b", "tools"];

describe("the HTML report", () => {
  const { open } = withBrowser();

  it("says first how many grants differ and how, and lists them, the gravest first", async () => {
    const page = await open(sample());
    assert.equal(await page.locator(".verdict .title").textContent(), "5 differences");
    assert.match(
      await page.locator(".verdict").innerText(),
      /4 give more access than declared, 1 gives less/,
    );
    const items = (await page.locator(".entries li").allInnerTexts()).map((it) => it.split(/\s*\n\s*/));
    assert.deepEqual(items, [
      ["boss", "Manage", "team-a (organization)", "undeclared"],
      ["mallory", "Manage", "team-a/web/app", "undeclared"],
      ["alice", "Write", "team-a/web/app", "declared Read"],
      ["dave", "Read", "team-a/jobs", "expired"],
      ["carol", "no access", "team-a/web/api", "declared Write"],
    ]);
  });

  it("states totals, the most powerful users, what could not be read and what no report can see", async () => {
    const page = await open(sample());
    assert.equal(
      await page.locator(".totals").innerText(),
      "2 organizations · 5 repositories · 7 users · 9 grants · 2 parts could not be read",
    );
    const powerful = (await page.locator(".ranks li").allInnerTexts()).map((it) => it.replaceAll("\n", " "));
    // The organization's list is valid for its four repositories, also for the one whose own list is not known.
    assert.deepEqual(powerful.slice(0, 3), [
      "boss Manage 4",
      "lead Manage 4",
      "bob Manage 1, Write 1, Read 1",
    ]);
    const text = await page.locator("aside").innerText();
    for (const said of ["team-a/secret\nSWR answered 403.", "Administrators of the account have access"])
      assert.ok(text.includes(said), text);
  });

  it("shows every cell as colour and letter, the organization's list as its source", async () => {
    const page = await open(sample());
    const letters = page.locator(".cell .letter");
    const shown = async (name: string): Promise<(string | null)[]> => {
      const [letter, sign] = [cell(page, name).locator(".letter"), cell(page, name).locator("[data-sign]")];
      const signs = (await sign.count()) === 0 ? [] : [await sign.getAttribute("data-sign")];
      return [await letter.getAttribute("class"), await letter.innerText(), ...signs];
    };
    assert.deepEqual(await shown("alice: Write on team-a/web/app, declared Read"), [
      "letter w own drifted",
      "W",
      "≠",
    ]);
    assert.deepEqual(await shown("lead: Manage on team-a/web/app, through the organization"), [
      "letter m given declared",
      "M",
    ]);
    assert.deepEqual(await shown("boss: Manage on organization team-a, undeclared"), [
      "letter m own undeclared",
      "M",
      "+",
    ]);
    assert.deepEqual(await shown("carol: no access on team-a/web/api, declared Write, missing"), [
      "letter none own missing",
      "",
      "−",
    ]);
    assert.deepEqual(await shown("robot: auth 5 on team-b/tools, ignored"), [
      "letter other own ignored",
      "?",
      "~",
    ]);
    await cell(page, "alice: team-a/secret could not be read").waitFor();
    await cell(page, "alice: no access on team-a/jobs").waitFor();
    // 2 in the organization's row, 2 in each of its repositories, and 8 entries of repositories.
    assert.equal(await letters.count(), 2 + 4 * 2 + 8);
    assert.match(await page.locator("[role=rowheader]", { hasText: "jobs" }).innerText(), /public\s+shared/);
    assert.match(await page.locator("[role=rowheader]", { hasText: "secret" }).innerText(), /not read/);
  });

  it("filters by repository, as a part of the name and as a pattern", async () => {
    const page = await open(sample());
    await search(page, "repositories").fill("WEB");
    assert.deepEqual(await rows(page), ["team-a", "web/", "app", "api"]);
    assert.deepEqual((await users(page)).sort(), ["alice", "bob", "boss", "carol", "lead", "mallory"]);
    await search(page, "repositories").fill("team-?/*s");
    assert.deepEqual(await rows(page), ["team-a", "jobs", "team-b", "tools"]);
    await press(page, "Clear");
    assert.deepEqual(await rows(page), ALL_ROWS);
    assert.equal(await search(page, "repositories").inputValue(), "");
  });

  it("filters by user, by name and by id, down to what the user has", async () => {
    const page = await open(sample());
    await search(page, "users").fill("mallory");
    assert.deepEqual([await users(page), await rows(page)], [["mallory"], ["team-a", "web/app"]]);
    await search(page, "users").fill(idOf("dave"));
    assert.deepEqual([await users(page), await rows(page)], [["dave"], ["team-a", "jobs"]]);
    // Access through the organization is access.
    await search(page, "users").fill("lead");
    assert.deepEqual(await rows(page), ["team-a", "web/", "app", "api", "jobs", "secret"]);
    await search(page, "users").fill("nobody-of-this-name");
    assert.equal(await page.locator(".nothing p").textContent(), "Nothing matches the filter.");
    await press(page, "Show everything");
    assert.deepEqual(await rows(page), ALL_ROWS);
  });

  it("filters by permission and by status, and by all together", async () => {
    const page = await open(sample());
    await press(page, /^Write$/);
    assert.deepEqual(await users(page), ["alice", "carol", "bob"]);
    assert.deepEqual(await rows(page), ["team-a", "web/", "app", "api"]);
    assert.equal(await page.locator(".cell.faint .letter").count(), 1, "bob's Read stands back");
    await press(page, /4? ?drifted/);
    assert.deepEqual([await users(page), await rows(page)], [["alice"], ["team-a", "web/app"]]);
    await press(page, /^Write$/);
    await press(page, /drifted/);
    await press(page, "Only differences");
    assert.deepEqual(await users(page), ["boss", "mallory", "alice", "dave", "carol"]);
    assert.deepEqual(await rows(page), ["team-a", "web/", "app", "api", "jobs"]);
    assert.equal(
      await page.getByRole("button", { name: "Only differences" }).getAttribute("aria-pressed"),
      "true",
    );
    await search(page, "users").fill("dave");
    assert.deepEqual(await rows(page), ["team-a", "jobs"]);
    assert.equal(await page.getByRole("status").textContent(), "1 repository and 1 user found");
  });

  it("sorts repositories and users by differences, by power and by name", async () => {
    const page = await open(sample());
    assert.deepEqual(await rows(page), ALL_ROWS);
    assert.deepEqual((await users(page)).slice(0, 3), ["boss", "mallory", "alice"]);
    await page.getByLabel("Sort repositories").selectOption("by name");
    assert.deepEqual(await rows(page), ["team-a", "jobs", "secret", "web/", "api", "app", "team-b", "tools"]);
    await page.getByLabel("Sort users").selectOption("by name");
    const byName = ["alice", "bob", "boss", "carol", "dave", "lead", "mallory", "robot"];
    assert.deepEqual(await users(page), byName);
    await page.getByLabel("Sort users").selectOption("by power");
    assert.deepEqual((await users(page)).slice(0, 5), ["boss", "lead", "bob", "mallory", "alice"]);
    await page.getByLabel("Sort repositories").selectOption("by power");
    assert.deepEqual((await rows(page)).slice(0, 4), ["team-a", "web/", "app", "api"]);
  });

  it("folds organizations and folders, and says what they hide", async () => {
    const page = await open(sample());
    await page.locator("[role=rowheader]", { hasText: "web/" }).click();
    assert.deepEqual(await rows(page), ["team-a", "web/", "jobs", "secret", "team-b", "tools"]);
    const hidden = cell(page, "alice: up to Write on 1 of 2 repositories in team-a/web/, 1 difference");
    assert.equal(await hidden.innerText(), "W");
    const [letter, box] = [await hidden.locator(".letter").boundingBox(), await hidden.boundingBox()];
    assert.ok(letter !== null && box !== null && letter.x > box.x && letter.width < box.width, "in its cell");
    assert.match(await page.locator(".corner").innerText(), /5 repositories/);
    assert.equal(await hidden.locator(".dot").count(), 1);
    await press(page, "Unfold all");
    assert.deepEqual(await rows(page), ALL_ROWS);
    await press(page, "Fold all");
    assert.deepEqual(await rows(page), ["team-a", "team-b"]);
    // An entry of the list opens what hides it.
    await page.locator(".entries button", { hasText: "dave" }).click();
    await cell(page, "dave: Read on team-a/jobs, expired 2026-10-31 23:59 UTC").waitFor();
  });

  it("opens the details of a cell with a click: both sources, and all that is declared", async () => {
    const page = await open(sample());
    await cell(page, "alice: Write on team-a/web/app, declared Read").click();
    const text = await details(page).innerText();
    for (const said of [
      "alice on team-a/web/app",
      "Declared\nRead",
      "drifted",
      URN,
      idOf("alice"),
      "No entry.",
    ])
      assert.ok(text.includes(said), `${said}\n${text}`);
    await cell(page, "dave: Read on team-a/jobs, expired 2026-10-31 23:59 UTC").click();
    assert.match(
      await details(page).innerText(),
      /is public: everybody may pull[^]*Ended\s+2026-10-31 23:59 UTC/,
    );
    await cell(page, "boss: Manage on team-a/web/app, through the organization, undeclared").click();
    assert.match(
      await details(page).innerText(),
      /own list\s+No entry\.\s+The list of organization team-a\s+Has\s+Manage/,
    );
    await cell(page, "carol: no access on team-a/web/api, declared Write, missing").click();
    assert.match(
      await details(page).innerText(),
      /missing\s+The stack declares this grant, and it is not there\./,
    );
    await cell(page, "bob: Manage on team-b/tools").click();
    assert.match(await details(page).innerText(), /unmanaged[^]*organization team-b\s+Could not be read/);
    await cell(page, "bob: team-a/secret could not be read").click();
    assert.match(await details(page).innerText(), /own list\s+Could not be read/);
    await press(page, "Close");
    assert.equal(await details(page).count(), 0);
  });

  it("counts once what a cloud shows in the organization's list and again in every repository's", async () => {
    const boss = grantOf("boss", "Manage", { declared: null, status: "undeclared" });
    const again = { ...boss, throughOrganization: true } as const;
    const repositories = ["app", "web"].map((name) => ({
      name,
      isPublic: false,
      sharedWith: [],
      grants: [again],
    }));
    const page = await open(reportOf([{ name: "team-a", grants: [boss], repositories }]));
    assert.equal(await page.locator(".verdict .title").textContent(), "1 difference");
    assert.equal(await page.locator(".entries li").count(), 1);
    assert.match(await page.locator("aside").innerText(), /2 entries of repositories repeat those of their/);
    await cell(page, "boss: Manage on team-a/app, through the organization, undeclared").click();
    assert.match(await details(page).innerText(), /an entry of its own can't be told[^]*undeclared/);
  });

  it("says of users whom IAM does not know, names that are not IAM's, and places that are not there", async () => {
    const odd = grantOf("alice", "Manage", { listedAs: "root", isUnknown: true });
    const lost = grantOf("bob", "Read", { permission: null, status: "missing" });
    const place = { isPublic: false, sharedWith: [] };
    const page = await open(
      reportOf([
        {
          ...{ name: "team-a", grants: [] },
          repositories: [
            { ...place, name: "app", grants: [odd] },
            { ...place, name: "gone", grants: [lost], isMissing: true },
          ],
        },
      ]),
    );
    await cell(page, "alice: Manage on team-a/app").click();
    assert.match(
      await details(page).innerText(),
      /IAM has no user with this id any more\.\s+Listed as\s+root/,
    );
    assert.match(await page.locator("[role=rowheader]", { hasText: "gone" }).innerText(), /not there/);
    await page.locator("[role=rowheader]", { hasText: "gone" }).click();
    assert.match(await details(page).innerText(), /The stack declares access to it, but it is not there/);
    await search(page, "users").fill("root");
    assert.deepEqual(await users(page), ["alice"]);
  });

  it("opens the details of a repository and of a user, and leads from one to the other", async () => {
    const page = await open(sample());
    await page.locator("[role=rowheader]", { hasText: "jobs" }).click();
    assert.match(await details(page).innerText(), /yes: everybody may pull[^]*acme-edge[^]*dave/);
    await details(page).getByRole("button", { name: /dave/ }).click();
    await press(page, "All of dave");
    assert.match(await details(page).innerText(), new RegExp(`${idOf("dave")}[^]*Read 1`));
    await press(page, "Only dave in the matrix");
    assert.deepEqual([await users(page), await rows(page)], [["dave"], ["team-a", "jobs"]]);
    await page.getByRole("columnheader", { name: "dave, 1 difference" }).click();
    assert.match(await details(page).innerText(), /Entries 1/);
  });

  it("marks the row and the column under the pointer, and writes out what the cell says", async () => {
    const page = await open(sample());
    const target = cell(page, "bob: Read on team-a/web/app");
    await target.hover();
    assert.equal(await page.locator(".readout").textContent(), "bob: Read on team-a/web/app");
    const [column, band] = [await target.boundingBox(), await page.locator(".body > .band").boundingBox()];
    assert.ok(column !== null && band !== null);
    assert.deepEqual([band.x, band.width], [column.x, column.width]);
    const isMarked = (name: string): Promise<boolean> =>
      page.locator("[role=row]:hover", { hasText: name }).isVisible();
    assert.deepEqual([await isMarked("app"), await isMarked("jobs")], [true, false]);
  });
});
