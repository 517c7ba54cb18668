import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { circumstances, markdownOf } from "./markdown";
import { FIGURES } from "./page";
import type { Results } from "./row";

const ROOT = join(__dirname, "../..");
const FOLDER = join(ROOT, "bench");
const PAGE = join(ROOT, "docs/performance.md");

/** What stands in the page between `<!-- figures: NAME -->` and `<!-- end of figures -->` is written anew. */
function filled(text: string, results: Results): string {
  return text.replace(
    /(<!-- figures: (\w+) -->\n)[\s\S]*?(<!-- end of figures -->)/g,
    (_all, begin: string, name: string, end: string) => {
      const figures = name === "circumstances" ? circumstances : FIGURES[name];
      if (figures === undefined) throw new Error(`docs/performance.md asks for figures "${name}": unknown`);
      return `${begin}\n${figures(results)}\n\n${end}`;
    },
  );
}

/** Writes the figures as JSON, as tables, and into the page for users. */
export function writeReport(results: Results): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, "results.json"), `${JSON.stringify(results, undefined, 1)}\n`);
  writeFileSync(join(FOLDER, "results.md"), markdownOf(results));
  writeFileSync(PAGE, filled(readFileSync(PAGE, "utf8"), results));
}
