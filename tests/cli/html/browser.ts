/** Opens reports in a real browser, for the tests of this folder. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { renderHtml } from "../../../cli/html/page";
import type { Report } from "../../../cli/report/types";
import { browserOnPath } from "../../../scripts/browser";
import { bundleReport } from "../../../scripts/bundle";
import { reportOf } from "../../../scripts/exampleReport";

/** The longest that an installation may take. What takes longer counts as a machine without a browser. */
const INSTALL_SECONDS = 150;
/** Says why there is no browser, so that not every file of tests tries again; for as long as a run may take. */
const REFUSED = join(tmpdir(), "swr-tests-browser");
const REFUSED_SECONDS = 900;

/** One process installs, the others wait for it. A network that does not answer ends it soon. */
const INSTALL = `
  command -v chromium && exit
  test -s ${REFUSED} && exit 1
  apt="apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=20"
  $apt update && $apt install -y --no-install-recommends chromium`;

/**
 * Installs Chromium from the system's packages, where that may be done unasked: as root, on a machine that runs checks (CI) or
 * that asks for it (INSTALL_BROWSER). Says why it can't.
 */
function install(): string | undefined {
  if (process.env["CI"] === undefined && process.env["INSTALL_BROWSER"] === undefined)
    return "no Chromium or Chrome is on PATH; INSTALL_BROWSER=1 installs it";
  if (process.getuid?.() !== 0) return "no Chromium or Chrome is on PATH, and only root may install it";
  const triedAt = statSync(REFUSED, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Date.now() - triedAt > REFUSED_SECONDS * 1000) rmSync(REFUSED, { force: true });
  const args = [`${REFUSED}.lock`, "timeout", "-k", "10", String(INSTALL_SECONDS), "sh", "-c", INSTALL];
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { stderr, error } = spawnSync("flock", args, { env: environment, encoding: "utf8" });
  if (browserOnPath() !== undefined) return undefined;
  const why = (error?.message ?? stderr).trim().split("\n").pop() ?? "";
  const reason = `Chromium can't be installed: ${why || `no end after ${String(INSTALL_SECONDS)} s`}`;
  if (!existsSync(REFUSED)) writeFileSync(REFUSED, reason);
  return readFileSync(REFUSED, "utf8");
}

export interface Look {
  readonly colours?: "light" | "dark";
  readonly size?: { readonly width: number; readonly height: number };
}

export interface Reports {
  /** Shows a report. After the test, the page must have asked for nothing but itself, and nothing may have gone wrong. */
  open: (report: Report, look?: Look) => Promise<Page>;
  /** Every address the page asked for, and what the browser complained about. The caller takes the complaints away. */
  readonly requests: string[];
  readonly complaints: string[];
}

export const WIDE = { width: 1280, height: 800 };

/** Starts a browser for the tests of a `describe`; where there is none, they are skipped, and the reason is printed. */
export function withBrowser(): Reports {
  let browser: Browser | undefined;
  let page: Page | undefined;
  let address = "";
  const folder = mkdtempSync(join(tmpdir(), "swr-report-"));
  const [requests, complaints]: [string[], string[]] = [[], []];

  before(async function () {
    // Another process may install first.
    this.timeout(2 * (INSTALL_SECONDS + 60) * 1000);
    const reason = browserOnPath() === undefined ? install() : undefined;
    if (reason !== undefined) {
      process.stdout.write(`    skipped: ${reason}\n`);
      this.skip();
    }
    await assertBuilt();
    browser = await chromium.launch({ executablePath: browserOnPath() ?? "", args: ["--no-sandbox"] });
    page = await browser.newPage();
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", ({ message }) => complaints.push(message));
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => {
    const [asked, said] = [requests.splice(0), complaints.splice(0)];
    assert.deepEqual([...new Set(asked)], address === "" ? [] : [address]);
    assert.deepEqual(said, []);
  });

  const open: Reports["open"] = async (report, { colours = "light", size = WIDE } = {}) => {
    assert.ok(page !== undefined);
    const file = join(folder, "report.html");
    writeFileSync(file, renderHtml(report));
    address = pathToFileURL(file).href;
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: colours, media: "screen" });
    await page.goto(address);
    return page;
  };
  return { open, requests, complaints };
}

/** Shows what would be printed. The browser tells the page of it a moment later. */
export async function putOnPaper(page: Page): Promise<void> {
  await page.emulateMedia({ media: "print" });
  await page.locator("#paper h1").waitFor();
}

/** Refuses a built view that is not of this source. */
async function assertBuilt(): Promise<void> {
  const { code, style } = await bundleReport();
  const page = renderHtml(reportOf([]));
  for (const part of [code, style])
    assert.ok(
      page.includes(Buffer.from(part).toString()),
      "dist/ has another view than cli/html/app: run make build",
    );
}
