/**
 * `pulumi-swr report --format html`: one file that holds the report, the view (cli/html/app, bundled by the build) and its
 * style. It loads nothing. What the report says is data in a script of type JSON; the browser runs only the script and the
 * style whose hashes the page's policy names, and refuses markup made of text.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../report/types";
import { packReport } from "./packed";

/** The bundle lies beside this file, or in dist/ where this file runs from its source. */
function bundled(name: string): string {
  const files = [join(__dirname, name), join(__dirname, "../../dist/cli/html", name)];
  const file = files.find((it) => existsSync(it));
  if (file === undefined) throw new Error(`${name}, a part of the HTML report, is missing: run make build`);
  return readFileSync(file, "utf8");
}

const ICON =
  "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'><rect width='16' height='16' rx='3' fill='%231f3f9e'/>" +
  "<path d='M3 3h4v4H3zM9 9h4v4H9z' fill='%23fff'/><path d='M9 3h4v4H9zM3 9h4v4H3z' fill='%237ea6f5'/></svg>";

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Everything is forbidden but this page's own script, its own style and its icon. */
const policyFor = (script: string, style: string): string =>
  [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");

/** JSON without `<`, so that no name in it can end the script that holds it. */
const inert = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

/** The report as one HTML page. */
export function renderHtml(report: Report): string {
  const script = bundled("app.js");
  const style = bundled("app.css");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyFor(script, style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>Access report</title>
<link rel="icon" href="data:image/svg+xml,${ICON}">
<style>${style}</style>
</head>
<body>
<noscript>This report needs JavaScript. The formats table, csv and markdown of pulumi-swr report show the same without it.</noscript>
<div id="app"></div>
<div id="paper"></div>
<script type="application/json" id="report">${inert(packReport(report))}</script>
<script>${script}</script>
<!--
${bundled("THIRD-PARTY.txt").replaceAll("--", "- -")}
-->
</body>
</html>
`;
}
