import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { largeReport } from "../../../scripts/exampleReport";
import { withBrowser } from "./browser";
import { sample } from "./sample";

/** What a screen reader would say the focus is on. */
const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(
    "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent",
  );

/** Lets the page draw what a key has changed. The view moves the focus in the frame after that. */
const FRAMES = `new Promise((done) => {
  const next = (left) => (left === 0 ? done() : requestAnimationFrame(() => setTimeout(next, 0, left - 1)));
  next(4);
})`;

async function press(page: Page, ...keys: readonly string[]): Promise<string> {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.evaluate(FRAMES);
  }
  return focused(page);
}

/** Puts the focus into the matrix as Tab does. */
const enter = async (page: Page): Promise<string> => {
  await page.getByRole("button", { name: "Fold all" }).focus();
  return press(page, "Tab");
};

describe("the HTML report by keyboard", () => {
  const { open } = withBrowser();

  it("has one stop in the matrix, and arrows, Home and End move in it", async () => {
    const page = await open(sample());
    assert.equal(await page.locator("[data-at][tabindex='0']").count(), 1);
    assert.equal(await enter(page), "organization team-a, 4 repositories, 5 differences");
    assert.equal(await press(page, "ArrowRight"), "boss: Manage on organization team-a, undeclared");
    assert.equal(
      await press(page, "ArrowDown", "ArrowDown", "ArrowRight"),
      "mallory: Manage on team-a/web/app, undeclared",
    );
    assert.equal(await press(page, "End"), "robot: no access on team-a/web/app");
    assert.equal(await press(page, "Home"), "team-a/web/app, 2 differences");
    assert.equal(await press(page, "Control+End"), "robot: auth 5 on team-b/tools, ignored");
    assert.equal(await press(page, "Control+Home"), "organization team-a, 4 repositories, 5 differences");
    assert.equal(await press(page, "ArrowUp"), "boss, 1 difference");
    assert.equal(await press(page, "PageDown"), "boss: no access on team-b/tools");
    assert.equal(await page.locator("[data-at][tabindex='0']").count(), 1);
    const outline = "getComputedStyle(document.activeElement).outlineStyle";
    assert.equal(await page.evaluate(outline), "solid", "the focus can be seen");
  });

  it("folds and unfolds rows with the arrows", async () => {
    const page = await open(sample());
    await enter(page);
    const row = page.locator("[role=row]", { hasText: "team-a" });
    assert.equal(await row.getAttribute("aria-expanded"), "true");
    await press(page, "ArrowLeft");
    assert.equal(await row.getAttribute("aria-expanded"), "false");
    assert.equal(await page.getByRole("rowheader").count(), 3);
    await press(page, "ArrowRight");
    assert.equal(await row.getAttribute("aria-expanded"), "true");
    assert.equal(await press(page, "ArrowDown", "Enter"), "team-a/web/, 2 repositories, 3 differences");
    assert.equal(await page.getByRole("rowheader").count(), 6);
  });

  it("opens details with Enter, gives them the focus, and Escape leads back to the cell", async () => {
    const page = await open(sample());
    await enter(page);
    await press(page, "ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight");
    const where = "alice: Write on team-a/web/app, declared Read";
    assert.equal(await focused(page), where);
    assert.equal(await press(page, "Enter"), "alice on team-a/web/app");
    assert.equal(await press(page, "Escape"), where);
    assert.equal(await page.locator(".details").count(), 0);
    assert.equal(await press(page, "Home", "Enter"), "team-a/web/app");
    await press(page, "Escape");
    assert.equal(await press(page, "Control+Home", "ArrowUp", "Enter"), "boss");
  });

  it("leads from an entry of the list to its details, and from there into the matrix", async () => {
    const page = await open(sample());
    await page.locator(".entries button", { hasText: "carol" }).focus();
    assert.equal(await press(page, "Enter"), "carol on team-a/web/api");
    assert.equal(await press(page, "Escape"), "carol: no access on team-a/web/api, declared Write, missing");
  });

  it("keeps the focus in the matrix when the cell scrolls out of sight, and when a filter takes it away", async () => {
    const page = await open(largeReport({ users: 60, repositories: 300, share: 0.1 }));
    await enter(page);
    const before = await press(page, "ArrowRight", "ArrowDown");
    await page.evaluate("document.querySelector('.grid').scrollTo(900, 4000)");
    await page.locator(".row").nth(10).waitFor();
    assert.equal(await focused(page), before);
    await press(page, "ArrowDown");
    assert.ok((await page.evaluate<number>("document.querySelector('.grid').scrollTop")) < 100);
    await press(page, "Control+End");
    await page.getByRole("searchbox", { name: "Search users" }).fill("user-00*");
    assert.equal(await page.locator("[data-at][tabindex='0']").count(), 1);
  });
});
