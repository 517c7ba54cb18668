/**
 * Makes the pictures of the HTML report in docs/images: light, dark, narrow, and with details open. Needs Chromium or Chrome on
 * PATH, and the build. With a folder as argument, it writes them there, and the pages too.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { renderHtml } from "../cli/html/page";
import { browserOnPath } from "./browser";
import { companyReport } from "./exampleReport";

const FOLDER = resolve(process.argv[2] ?? join(__dirname, "../docs/images"));
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 420, height: 800 };

interface Picture {
  readonly name: string;
  readonly colours: "light" | "dark";
  readonly size: typeof WIDE;
  readonly before?: (page: Page) => Promise<void>;
}

const PICTURES: readonly Picture[] = [
  { name: "report-light", colours: "light", size: WIDE },
  { name: "report-dark", colours: "dark", size: WIDE },
  { name: "report-narrow", colours: "light", size: NARROW },
  {
    name: "report-details",
    colours: "light",
    size: WIDE,
    before: (page) =>
      page.getByRole("gridcell", { name: "jonas: Write on platform/base/node, declared Read" }).click(),
  },
];

async function take(browser: Browser, file: string, { name, colours, size, before }: Picture): Promise<void> {
  const page = await browser.newPage({ viewport: size, colorScheme: colours });
  await page.goto(pathToFileURL(file).href);
  await before?.(page);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await page.close();
}

async function main(): Promise<void> {
  const executablePath = browserOnPath();
  if (executablePath === undefined) throw new Error("The pictures need Chromium or Chrome on PATH.");
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, "report.html");
  writeFileSync(file, renderHtml(companyReport()));
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    for (const picture of PICTURES) await take(browser, file, picture);
  } finally {
    await browser.close();
  }
}

main().catch((thrown: unknown) => {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exitCode = 1;
});
