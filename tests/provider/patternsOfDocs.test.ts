import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { matcherOf } from "../../provider/patterns";

const quoted = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, it = ""]) => it);

describe("the patterns in docs/policy.md", () => {
  const page = readFileSync(join(__dirname, "../../docs/policy.md"), "utf8");
  const names = quoted(/^Of the repositories (.+):$/m.exec(page)?.[1] ?? "");
  const [, table = ""] =
    /^\| `repositories` of a rule \| match \|\n\|---\|---\|\n((?:\|.*\n)+)/m.exec(page) ?? [];
  const rows = table.trim().split("\n");

  it("are there", () => {
    assert.ok(
      names.length === 5 && rows.length > 8,
      `${String(names.length)} names, ${String(rows.length)} rows`,
    );
  });

  for (const row of rows) {
    const [, patterns = "", matches = ""] = row.split("|");
    it(`${patterns.trim()} match what the page says`, () => {
      assert.deepEqual(names.filter(matcherOf(quoted(patterns))), quoted(matches));
    });
  }
});
