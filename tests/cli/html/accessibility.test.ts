import assert from "node:assert/strict";
import axe, { type AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { companyReport, reportOf } from "../../../scripts/exampleReport";
import { withBrowser } from "./browser";
import { sample } from "./sample";

/** What axe finds wrong with the page, by rule, with the elements. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations, passes } = await page.evaluate<AxeResults>("axe.run()");
  assert.ok(passes.length > 20, "axe looked at the page");
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ""}`),
  );
}

describe("the HTML report, looked at by axe", () => {
  const { open } = withBrowser();

  for (const colours of ["light", "dark"] as const) {
    it(`has no fault in ${colours}: at the start, with details, with a filter, folded`, async () => {
      const page = await open(sample(), { colours });
      assert.deepEqual(await faults(page), []);
      await page.getByRole("gridcell", { name: "alice: Write on team-a/web/app, declared Read" }).click();
      await page.getByRole("button", { name: "Write", exact: true }).click();
      assert.deepEqual(await faults(page), []);
      await page.getByRole("button", { name: "All of alice" }).click();
      await page.getByRole("button", { name: "Fold all" }).click();
      assert.deepEqual(await faults(page), []);
    });

    it(`has no fault in ${colours} when it is narrow, nor when it is empty`, async () => {
      const look = { colours, size: { width: 420, height: 800 } };
      const page = await open(sample(), look);
      assert.deepEqual(await faults(page), []);
      await page.locator(".entries button").first().click();
      assert.deepEqual(await faults(page), []);
      await open(reportOf([]), look);
      assert.deepEqual(await faults(page), []);
    });
  }

  it("has no fault with a matrix that scrolls", async () => {
    assert.deepEqual(await faults(await open(companyReport())), []);
  });

  it("finds faults where there are some", async () => {
    const page = await open(sample());
    await page.evaluate("document.querySelector('.toggle').style.color = 'rgb(240, 240, 240)'");
    assert.match((await faults(page)).join(), /color-contrast/);
  });
});
