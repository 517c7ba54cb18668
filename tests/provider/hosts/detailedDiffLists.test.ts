import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { compareInputs, type Difference } from "../../../provider/hosts/plugin/detailedDiff";
import type { Props, Value } from "../../../provider/hosts/plugin/wire";

/** The items of two lists that have no equal in the other list, found by comparing every item with every item. */
function slowly(old: readonly Value[], now: readonly Value[]): [Map<number, Value>, Map<number, Value>] {
  const left = new Map(old.entries());
  const added = new Map<number, Value>();
  for (const [at, item] of now.entries()) {
    const same = isDeepStrictEqual(left.get(at), item)
      ? at
      : [...left.keys()].find((other) => isDeepStrictEqual(left.get(other), item));
    if (same === undefined) added.set(at, item);
    else left.delete(same);
  }
  return [left, added];
}

/** The differences of two lists of plain values, where no path leads into an item. */
function differencesOf(old: readonly Value[], now: readonly Value[]): Difference[] {
  const [left, added] = slowly(old, now);
  const places = [...new Set([...left.keys(), ...added.keys()])].sort((a, b) => a - b);
  return places.map((at) => {
    const kind = !left.has(at) ? "ADD" : !added.has(at) ? "DELETE" : "UPDATE";
    return { path: `users[${String(at)}]`, kind };
  });
}

/** Few values, so that lists have many in common. Some look alike without being equal. */
const item = fc.constantFrom<Value>("a", "b", "1", 1, 0, -0, true, "true", null, "null", NaN, "[]", "{}");
const user = fc.record(
  { userName: fc.constantFrom("a", "b"), permission: fc.constantFrom("Read", "Write") },
  { noNullPrototype: true },
);
const lists = fc.tuple(fc.array(item), fc.array(item));

describe("the differences of lists", () => {
  it("are those that a comparison of every item with every item finds", () => {
    fc.assert(
      fc.property(lists, ([old, now]) => {
        assert.deepEqual(compareInputs({ users: old }, { users: now }), differencesOf(old, now));
      }),
      { numRuns: 500 },
    );
  });

  it("are the same places for objects too, whatever the order of their keys", () => {
    const turned = (it: Props): Props => Object.fromEntries(Object.entries(it).reverse());
    fc.assert(
      fc.property(fc.array(user), fc.array(user), (old, now) => {
        const expected = differencesOf(old, now).map(({ path }) => path);
        const found = compareInputs({ users: old }, { users: now.map(turned) }).map(({ path }) => path);
        assert.deepEqual([...new Set(found.map((path) => path.replace(/\..*/, "")))], expected);
      }),
      { numRuns: 500 },
    );
  });

  it("are found with a few looks at each of 5,000 users, however many differ", () => {
    let looks = 0;
    const counted = (name: string, permission: string): Props => ({
      get userName() {
        looks += 1;
        return name;
      },
      permission,
    });
    const users = (permission: string, from: number): Props[] =>
      Array.from({ length: 5_000 }, (_, at) => counted(`user-${String(at + from)}`, permission));
    const changed = compareInputs({ users: users("Read", 0) }, { users: users("Write", 0) });
    assert.equal(changed.length, 5_000);
    const moved = compareInputs({ users: users("Read", 0) }, { users: users("Read", 2_500) });
    assert.equal(moved.length, 5_000);
    assert.ok(looks <= 20 * 10_000, `${String(looks)} looks at 20,000 users`);
  });

  it("are found as soon among many equal items", () => {
    const texts = (count: number, first: string): Props => ({
      users: [first, ...Array<Value>(count).fill("a")],
    });
    assert.deepEqual(compareInputs(texts(5_000, "b"), texts(5_000, "c")), [
      { path: "users[0]", kind: "UPDATE" },
    ]);
  });

  it("do not include names with two underscores in front, which are the provider's own", () => {
    const olds = { __names: [{ userId: "1", userName: "a" }], users: ["a"] };
    assert.deepEqual(compareInputs(olds, { __written: { a: 1 }, __names: [], users: ["a"] }), []);
    const inside = compareInputs({ tags: { __a: 1 } }, { tags: { __a: 2 } });
    assert.deepEqual(inside, [{ path: "tags.__a", kind: "UPDATE" }]);
  });
});
