import assert from "node:assert/strict";
import fc from "fast-check";
import type { Access, Grant } from "../../../provider/swr/access";
import { NOBODY_IGNORED } from "../../../provider/resources/accessList/names";
import {
  applyToAccess,
  type Declaration,
  isEmpty,
  planAccess,
} from "../../../provider/resources/accessList/plan";

const grant = (userId: string, permission: string): Grant => ({
  userId,
  userName: `name-${userId}`,
  permission,
});
const live = (entries: Grant[], caller = grant("ci", "Manage")): Access => ({
  id: 1,
  caller,
  entries,
});
const declare = (users: Grant[], more: Partial<Declaration> = {}): Declaration => ({
  users,
  expired: [],
  exclusive: true,
  ignored: NOBODY_IGNORED,
  managed: [],
  inherited: [],
  revocable: () => "anybody",
  owners: new Map(),
  ...more,
});
const ids = (grants: readonly Grant[]): string[] => grants.map(({ userId }) => userId);
const planned = (declaration: Declaration, access: Access): Record<string, string[]> => {
  const { add, change, remove, own } = planAccess(declaration, access);
  return { add: ids(add), change: ids(change), remove: ids(remove), own: ids(own) };
};
const NOTHING = { add: [], change: [], remove: [], own: [] };

describe("plan", () => {
  const [a, b, c] = [grant("a", "Read"), grant("b", "Write"), grant("c", "Manage")];
  const over = { ...c, expiresAt: "2026-01-01T00:00Z" };
  const rows: [string, Declaration, Access, Partial<typeof NOTHING | Record<string, string[]>>][] = [
    ["nothing to do", declare([a, b]), live([b, a]), {}],
    ["a new user", declare([a, b]), live([a]), { add: ["b"] }],
    ["another permission", declare([grant("a", "Manage")]), live([a]), { change: ["a"] }],
    ["an intruder", declare([a]), live([a, c]), { remove: ["c"] }],
    ["an intruder, not exclusive", declare([a], { exclusive: false }), live([a, c]), {}],
    [
      "one who left the list, not exclusive",
      declare([a], { exclusive: false, managed: ["c"] }),
      live([a, c]),
      { remove: ["c"] },
    ],
    ["an ignored stranger, by id", declare([a], { ignored: { ids: ["c"], names: [] } }), live([a, c]), {}],
    [
      "an ignored stranger, by name",
      declare([a], { ignored: { ids: [], names: ["name-c"] } }),
      live([a, c]),
      {},
    ],
    ["an inherited stranger", declare([a], { inherited: [c] }), live([a, c]), {}],
    [
      "an inherited stranger who got more",
      declare([a], { inherited: [grant("c", "Read")] }),
      live([a, c]),
      { remove: ["c"] },
    ],
    [
      "a declared user who inherits more",
      declare([a], { inherited: [grant("a", "Manage")] }),
      live([grant("a", "Manage")]),
      {},
    ],
    ["an unknown number", declare([a]), live([grant("a", "auth 5")]), { change: ["a"] }],
    ["the caller, undeclared", declare([a]), live([a, grant("ci", "Manage")]), {}],
    ["the caller, declared, without an entry", declare([grant("ci", "Write")]), live([]), {}],
    [
      "the caller, declared, without enough",
      declare([grant("ci", "Manage")]),
      live([], grant("ci", "Write")),
      { own: ["ci"] },
    ],
    [
      "the caller, declared, with another entry",
      declare([grant("ci", "Read")]),
      live([grant("ci", "Manage")]),
      { own: ["ci"] },
    ],
    ["one whose time is over", declare([a], { expired: [over] }), live([a, c]), { remove: ["c"] }],
    [
      "one whose time is over, not exclusive",
      declare([a], { exclusive: false, expired: [over], managed: ["c"] }),
      live([a, c]),
      { remove: ["c"] },
    ],
    [
      "one whose time is over, not exclusive, never ours",
      declare([a], { exclusive: false, expired: [over] }),
      live([a, c]),
      {},
    ],
    ["a list answered twice", declare([a]), live([a, a]), {}],
  ];
  for (const [name, declaration, access, expected] of rows) {
    it(name, () => {
      assert.deepEqual(planned(declaration, access), { ...NOTHING, ...expected });
    });
  }
});

const USERS = ["a", "b", "c", "d", "e", "ci"];
const grants = (permissions: string[]): fc.Arbitrary<Grant[]> =>
  fc
    .uniqueArray(
      fc.record({ userId: fc.constantFrom(...USERS), permission: fc.constantFrom(...permissions) }),
      {
        selector: ({ userId }) => userId,
      },
    )
    .map((list) => list.map(({ userId, permission }) => grant(userId, permission)));
const ids$ = fc.subarray(USERS);
const declarations = fc
  .record({
    users: grants(["Read", "Write", "Manage"]),
    expired: grants(["Read", "Write", "Manage"]),
    exclusive: fc.boolean(),
    ignored: ids$,
    managed: ids$,
    inherited: grants(["Read", "Write", "Manage", "auth 5"]),
  })
  .map(({ ignored, ...it }): Declaration => ({
    ...it,
    ignored: { ids: ignored, names: [] },
    revocable: () => "anybody",
    owners: new Map(),
    users: it.users.filter(({ userId }) => !ignored.includes(userId)),
    expired: it.expired
      .filter(({ userId }) => !it.users.some((user) => user.userId === userId))
      .map((user) => ({ ...user, expiresAt: "2026-01-01T00:00Z" })),
  }));
const accesses = grants(["Read", "Write", "Manage", "auth 5"]).map((entries) => live(entries));
const carriedOut = (declaration: Declaration, access: Access): Access => {
  const { add, change, remove } = planAccess(declaration, access);
  return applyToAccess(access, [...add, ...change], remove);
};

describe("plan, whatever is declared and live", () => {
  it("applied, it gives the declared set", () => {
    fc.assert(
      fc.property(declarations, accesses, (declaration, access) => {
        const simple = { ...declaration, inherited: [] };
        const after = carriedOut(simple, access).entries;
        for (const user of simple.users.filter(({ userId }) => userId !== "ci"))
          assert.equal(after.find(({ userId }) => userId === user.userId)?.permission, user.permission);
        const strangers = after.filter(({ userId }) => !simple.users.some((user) => user.userId === userId));
        for (const { userId } of simple.exclusive ? strangers : [])
          assert.ok(userId === "ci" || simple.ignored.ids.includes(userId), `${userId} should be gone`);
      }),
    );
  });

  it("planned again, it gives nothing", () => {
    fc.assert(
      fc.property(declarations, accesses, (declaration, access) => {
        const again = planAccess(declaration, carriedOut(declaration, access));
        assert.ok(isEmpty({ ...again, own: [] }));
      }),
    );
  });

  it("never removes users who are declared or ignored, the caller, or (exclusive: false) users of others", () => {
    fc.assert(
      fc.property(declarations, accesses, (declaration, access) => {
        for (const { userId } of planAccess(declaration, access).remove) {
          assert.ok(!declaration.users.some((user) => user.userId === userId));
          assert.ok(!declaration.ignored.ids.includes(userId) && userId !== "ci");
          assert.ok(declaration.exclusive || declaration.managed.includes(userId));
        }
      }),
    );
  });

  it("lists users who may not be revoked yet apart, and revokes all others", () => {
    fc.assert(
      fc.property(declarations, accesses, ids$, (declaration, access, revocable) => {
        const all = planAccess(declaration, access);
        const some = planAccess({ ...declaration, revocable: () => revocable }, access);
        assert.deepEqual(
          ids(some.remove),
          ids(all.remove).filter((id) => revocable.includes(id)),
        );
        assert.deepEqual(ids([...some.remove, ...some.strangers]).sort(), ids(all.remove).sort());
        assert.deepEqual(all.strangers, []);
      }),
    );
  });

  it("plans a user whose grant has expired like an undeclared one, and adds the date", () => {
    fc.assert(
      fc.property(declarations, accesses, (declaration, access) => {
        const { remove, ...rest } = planAccess(declaration, access);
        const forgotten = planAccess({ ...declaration, expired: [] }, access);
        assert.deepEqual(
          { ...rest, remove: remove.map(({ expiredAt: _end, ...entry }) => entry) },
          forgotten,
        );
        const expired = remove.filter(({ expiredAt }) => expiredAt !== undefined);
        assert.deepEqual(
          ids(expired),
          ids(remove).filter((id) => ids(declaration.expired).includes(id)),
        );
      }),
    );
  });

  it("does not depend on order and duplicates of the answer, or on the order of the declaration", () => {
    fc.assert(
      fc.property(declarations, accesses, (declaration, access) => {
        const turned = {
          ...access,
          entries: [...access.entries].reverse().flatMap((entry) => [entry, entry]),
        };
        const other = { ...declaration, users: [...declaration.users].reverse() };
        const sorted = (plan: Record<string, string[]>): unknown =>
          Object.entries(plan).map(([kind, list]) => [kind, [...list].sort()]);
        assert.deepEqual(sorted(planned(other, turned)), sorted(planned(declaration, access)));
      }),
    );
  });
});
