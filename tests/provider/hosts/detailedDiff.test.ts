import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { compareInputs } from "../../../provider/hosts/plugin/detailedDiff";
import type { Props } from "../../../provider/hosts/plugin/wire";

const user = (userName: string, permission = "Read"): Props => ({
  userId: `id-${userName}`,
  userName,
  permission,
});
const [A, B, C] = [user("a"), user("b"), user("c")];

/** Old and new inputs, and the change that is reported for each path. */
const CASES: Readonly<Record<string, readonly [Props, Props, Readonly<Record<string, string>>]>> = {
  nothing: [{ users: [A, B] }, { users: [A, B] }, {}],
  "another order": [{ users: [A, B, C] }, { users: [C, A, B] }, {}],
  "a permission": [
    { users: [A, B] },
    { users: [A, user("b", "Write")] },
    { "users[1].permission": "UPDATE" },
  ],
  "one added": [{ users: [A] }, { users: [A, B] }, { "users[1]": "ADD" }],
  "the first removed": [{ users: [A, B, C] }, { users: [B, C] }, { "users[0]": "DELETE" }],
  "the first removed, the last changed": [
    { users: [A, B, C] },
    { users: [B, user("c", "Write")] },
    { "users[0]": "DELETE", "users[1]": "ADD", "users[2]": "DELETE" },
  ],
  "one of two that are equal": [{ users: [A, A] }, { users: [A] }, { "users[1]": "DELETE" }],
  "a property more and one less": [
    { exclusive: true },
    { takeOver: true },
    { exclusive: "DELETE", takeOver: "ADD" },
  ],
  "a list where there was a text": [{ users: "x" }, { users: [A] }, { users: "UPDATE" }],
  "a name with a dot": [
    { tags: { "a.b": 1, 'c"': 1 } },
    { tags: { "a.b": 2 } },
    { 'tags["a.b"]': "UPDATE", 'tags["c\\""]': "DELETE" },
  ],
  "nothing in place of a value": [{ region: "eu-de" }, { region: null }, { region: "UPDATE" }],
};

/** The value at a path of names and places. */
function valueAt(props: Props, path: string): unknown {
  const steps = [...path.matchAll(/\[("(?:[^"\\]|\\.)*"|\d+)\]|[A-Za-z_$][\w$]*/g)];
  return steps.reduce<unknown>((value, [step, quoted]) => {
    const key = quoted === undefined ? step : String(JSON.parse(quoted));
    return (value as Record<string, unknown> | undefined)?.[key];
  }, props);
}

describe("the differences of inputs", () => {
  for (const [name, [olds, news, expected]] of Object.entries(CASES))
    it(name, () => {
      const found = compareInputs(olds, news).map(({ path, kind }) => [path, kind]);
      assert.deepEqual(Object.fromEntries(found), expected);
    });

  it("every path leads to the value that differs, on both sides", () => {
    const items = fc.uniqueArray(
      fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.constantFrom("Read", "Write")),
      {
        selector: ([name]) => name,
      },
    );
    fc.assert(
      fc.property(items, items, (before, after) => {
        const inputsOf = (list: typeof before): Props => ({ users: list.map((it) => user(...it)) });
        const [olds, news] = [inputsOf(before), inputsOf(after)];
        const differences = compareInputs(olds, news);
        assert.equal(new Set(differences.map(({ path }) => path)).size, differences.length);
        for (const { path, kind } of differences) {
          const [old, now] = [valueAt(olds, path), valueAt(news, path)];
          if (kind === "UPDATE")
            assert.ok(!isDeepStrictEqual(old, now) && old !== undefined && now !== undefined, path);
          if (kind === "ADD") assert.notEqual(now, undefined, path);
          if (kind === "DELETE") assert.notEqual(old, undefined, path);
        }
        const isSame = isDeepStrictEqual([...before].sort(), [...after].sort());
        assert.equal(differences.length === 0, isSame);
      }),
    );
  });
});
