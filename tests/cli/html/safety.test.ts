import assert from "node:assert/strict";
import type { Report } from "../../../cli/report/types";
import { grantOf, reportOf } from "../../../scripts/exampleReport";
import { putOnPaper, withBrowser } from "./browser";
import { sample } from "./sample";

const LONG = "n".repeat(128);
/** Names that try to be markup, to end the script that holds the report, to turn the text around, to look like another. */
const NAMES = [
  "<script>globalThis.broken = true</script>",
  "</script><img src=x onerror='globalThis.broken = true'>",
  "<!--<script>",
  `"'\`&lt;&amp;`,
  "admin\u202Enimda",
  "alice\u200B",
  "tab\tline\nend\u0000",
  "{{7*7}}${7*7}",
  "__proto__",
  LONG,
];
/** The same as a reader sees them. */
const SHOWN = new Map([
  ["admin\u202Enimda", "admin\\u{202e}nimda"],
  ["alice\u200B", "alice\\u{200b}"],
  ["tab\tline\nend\u0000", "tab\\u{9}line\\u{a}end\\u{0}"],
]);
const shown = (name: string): string => SHOWN.get(name) ?? name;

/** Every text of a report is a name that somebody chose. */
function hostile(): Report {
  const grants = NAMES.map((name) =>
    grantOf(name, "Write", { userId: name, declaredBy: name, declared: name, status: "drifted" }),
  );
  const repositories = NAMES.map((name) => ({ name, isPublic: true, sharedWith: [name], grants }));
  const [evil = ""] = NAMES;
  return reportOf([{ name: evil, grants, repositories }], {
    ...{ stack: evil, caller: evil, region: evil, blindSpots: NAMES },
    unread: NAMES.map((name) => ({ subject: name, message: name })),
  });
}

describe("the HTML report and what others wrote", () => {
  const { open, requests, complaints } = withBrowser();

  it("shows hostile names as they are, and none of them as markup", async () => {
    const page = await open(hostile());
    const names = await page.locator("[role=columnheader] .name").allTextContents();
    assert.deepEqual(new Set(names), new Set(NAMES.map(shown)));
    const paths = await page.locator("[role=rowheader] .label").allTextContents();
    for (const name of NAMES) assert.ok(paths.includes(shown(name)), `${shown(name)}\n${paths.join("\n")}`);
    const accounts = page.locator("[role=rowheader]", { hasText: "admin" });
    await accounts.click();
    assert.match(await page.locator(".details").innerText(), /Shared with\s+admin\\u\{202e\}nimda/);
    // The page's own two scripts, and no picture.
    assert.equal(await page.locator("script").count(), 2);
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.evaluate("globalThis.broken"), undefined);
  });

  it("shows hostile names on paper too", async () => {
    const page = await open(hostile());
    await putOnPaper(page);
    const text = await page.locator("#paper").innerText();
    for (const name of NAMES) assert.ok(text.includes(shown(name)), shown(name));
    assert.equal(await page.locator("script").count(), 2);
  });

  it("lets no long name widen the page", async () => {
    const page = await open(hostile());
    const wide = "document.documentElement.scrollWidth <= innerWidth";
    assert.equal(await page.evaluate(wide), true);
    await page.locator("[role=rowheader]", { hasText: LONG }).click();
    assert.equal(await page.evaluate(wide), true);
    const title = await page.locator("[role=rowheader]", { hasText: LONG }).getAttribute("title");
    assert.ok(title?.endsWith(LONG) === true, "the whole name is at hand");
  });

  it("asks for nothing but itself, whatever is done in it", async () => {
    const page = await open(sample());
    await page.getByRole("searchbox", { name: "Search users" }).fill("a");
    await page.locator(".cell .letter").first().click();
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.deepEqual(requests, [page.url()]);
  });

  it("has a policy under which the browser runs no other script and no other style, and loads nothing", async () => {
    const page = await open(sample());
    const refused = async (program: string): Promise<string> => {
      await page
        .evaluate(`(() => { ${program} })()`)
        .catch((thrown: unknown) => complaints.push(String(thrown)));
      await page.waitForTimeout(0);
      while (complaints.length === 0) await page.waitForEvent("console");
      return complaints.splice(0).join("\n");
    };
    const add = (element: string, set: string): string =>
      `const it = document.createElement("${element}"); ${set}; document.body.append(it);`;
    assert.match(await refused(add("script", 'it.append("globalThis.broken = true")')), /script/i);
    assert.match(await refused(add("style", 'it.append("body { color: red }")')), /style/i);
    assert.match(await refused(add("img", 'it.src = "http://127.0.0.1:9/x.png"')), /img-src/);
    assert.match(
      await refused('fetch("http://127.0.0.1:9/").catch(() => undefined)'),
      /default-src|connect-src/,
    );
    assert.match(await refused('document.body.innerHTML = "<b>x</b>"'), /TrustedHTML/);
    assert.equal(await page.evaluate("globalThis.broken"), undefined);
    // The browser names the picture's address before it refuses it.
    requests.splice(0, requests.length, page.url());
  });
});
