import assert from "node:assert/strict";
import fc from "fast-check";
import { matcherOf, nearestTo, whyWrong } from "../../provider/patterns";

const NAMES = ["api", "web", "web/app", "web/shop/cart", "web/legacy", "data/a.b", "data/a-b", "x"];
const matched = (...patterns: string[]): string[] => NAMES.filter(matcherOf(patterns));

describe("patterns over names of repositories", () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    "**": NAMES,
    "*": ["api", "web", "x"],
    "web/*": ["web/app", "web/legacy"],
    "web/**": ["web/app", "web/shop/cart", "web/legacy"],
    "**/cart": ["web/shop/cart"],
    "web/**/cart": ["web/shop/cart"],
    "**/app": ["web/app"],
    "**/web": ["web"],
    "?": ["x"],
    "data/a?b": ["data/a.b", "data/a-b"],
    "data/a.b": ["data/a.b"],
    "{api,x}": ["api", "x"],
    "web/{app,shop/*}": ["web/app", "web/shop/cart"],
    "w*b/l*y": ["web/legacy"],
    none: [],
  };
  for (const [pattern, names] of Object.entries(cases))
    it(`${pattern} matches ${names.join(", ") || "none"}`, () => {
      assert.deepEqual(matched(pattern), names);
    });

  it("a pattern with ! leaves out what it matches, wherever it stands in the list", () => {
    assert.deepEqual(matched("web/**", "!web/legacy"), ["web/app", "web/shop/cart"]);
    assert.deepEqual(matched("!web/legacy", "web/**"), ["web/app", "web/shop/cart"]);
    assert.deepEqual(matched("!web/**", "**"), ["api", "web", "data/a.b", "data/a-b", "x"]);
    assert.deepEqual(matched("!api"), []);
  });

  it("a name without wildcards matches itself and nothing else", () => {
    const part = fc.stringMatching(/^[a-z0-9]([a-z0-9._-]{0,6}[a-z0-9])?$/);
    const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    fc.assert(
      fc.property(name, name, (one, other) => {
        assert.equal(whyWrong(one), undefined);
        assert.equal(matcherOf([one])(other), one === other);
        assert.ok(matcherOf(["**"])(other));
      }),
    );
  });

  it("matching takes little time, also for hostile patterns", () => {
    // An engine that backtracks would practically never end with any of these.
    const name = "a".repeat(128);
    for (const pattern of [`${"*a".repeat(60)}b`, `${"{a,aa}".repeat(40)}b`, `${"**/a/".repeat(45)}b`]) {
      assert.equal(whyWrong(pattern), undefined);
      assert.equal(matcherOf([pattern])(name), false);
    }
  });

  const wrong: Readonly<Record<string, RegExp>> = {
    Web: /is not a pattern: use lowercase letters/,
    "": /is not a pattern/,
    "!": /is not a pattern/,
    "web/[ab]": /is not a pattern/,
    "/web": /begins or ends with a slash/,
    "web/": /begins or ends with a slash/,
    "a//b": /two in a row/,
    "web**": /stands alone between slashes/,
    "**web": /stands alone between slashes/,
    "***": /stands alone between slashes/,
    "{a,b": /braces that do not pair/,
    "{a,{b,c}}": /braces in braces/,
    "a,b": /a comma outside/,
    ["a".repeat(257)]: /longer than 256/,
  };
  for (const [pattern, reason] of Object.entries(wrong))
    it(`refuses ${JSON.stringify(pattern.slice(0, 20))}`, () => {
      assert.match(whyWrong(pattern) ?? "", reason);
    });

  it("nearestTo finds the names that are most like one that does not exist", () => {
    assert.deepEqual(nearestTo("web/ap", NAMES), ["web/app", "web"]);
    assert.deepEqual(nearestTo("wep/**", NAMES)[0], "web");
    assert.deepEqual(nearestTo("somewhere-else", NAMES), []);
  });
});
