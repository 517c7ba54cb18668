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

  it("a pattern with ! leaves out, wherever it stands", () => {
    assert.deepEqual(matched("web/**", "!web/legacy"), ["web/app", "web/shop/cart"]);
    assert.deepEqual(matched("!web/legacy", "web/**"), ["web/app", "web/shop/cart"]);
    assert.deepEqual(matched("!web/**", "**"), ["api", "web", "data/a.b", "data/a-b", "x"]);
    assert.deepEqual(matched("!api"), []);
  });

  it("a name is matched by itself and by nothing else", () => {
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

  it("takes a time that grows with the lengths alone", () => {
    // Engines that go back on their tracks need longer than the age of the world for each of these.
    const name = "a".repeat(128);
    for (const pattern of [`${"*a".repeat(60)}b`, `${"{a,aa}".repeat(40)}b`, `${"**/a/".repeat(45)}b`]) {
      assert.equal(whyWrong(pattern), undefined);
      assert.equal(matcherOf([pattern])(name), false);
    }
  });

  const wrong: Readonly<Record<string, RegExp>> = {
    Web: /is no pattern: it has lowercase letters/,
    "": /is no pattern/,
    "!": /is no pattern/,
    "web/[ab]": /is no pattern/,
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

  it("knows the names that are most like one that is not there", () => {
    assert.deepEqual(nearestTo("web/ap", NAMES), ["web/app", "web"]);
    assert.deepEqual(nearestTo("wep/**", NAMES)[0], "web");
    assert.deepEqual(nearestTo("somewhere-else", NAMES), []);
  });
});
