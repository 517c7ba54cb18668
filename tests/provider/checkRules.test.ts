import assert from "node:assert/strict";
import { createContext, createHooks, type Hooks } from "../../provider/hosts/hooks";
import { REGISTRY } from "../../provider/registry";
import { resolveSettings } from "../../provider/settings";
import { UNKNOWN } from "../../provider/unknown";
import { type Emulator, startEmulator } from "../../sandbox/emulator";
import { environmentOf, ID, PLACE } from "../support/stack";

const alice = { userName: "alice", permission: "Manage" };
const bob = { userName: "bob", permission: "Read" };
const read = { permission: "Read" };

describe("check of what a schema cannot say", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
  });

  const hooks = (environment: Record<string, string> = {}): Hooks => {
    const settings = resolveSettings(() => undefined, { ...environmentOf(emulator), ...environment });
    const context = createContext(settings, () => undefined);
    return createHooks(REGISTRY.RepositoryAccess, () => context);
  };
  const check = async (inputs: object, environment?: Record<string, string>): Promise<string[]> => {
    const { failures } = await hooks(environment).check(undefined, { ...PLACE, ...inputs });
    return failures.map(({ property, reason }) => `${property}: ${reason}`);
  };

  for (const organization of ["", "Team", "-a", "a-", "1a", "a b", "a/b", "a".repeat(65), "ä"])
    it(`organization "${organization.slice(0, 8)}" is refused with the rule`, async () => {
      const [failure = "", ...others] = await check({ organization, users: [alice] });
      assert.deepEqual(others, []);
      assert.ok(failure.startsWith(`organization: "${organization}" is not a name of an organization: `));
      assert.match(failure, /64 characters at most$/);
    });

  for (const repository of ["", "App", "/a", "a/", "a//b", "a$b", "a b", "-a", "a".repeat(129)])
    it(`repository "${repository.slice(0, 8)}" is refused with the rule`, async () => {
      const [failure = "", ...others] = await check({ repository, users: [alice] });
      assert.deepEqual(others, []);
      assert.ok(failure.startsWith(`repository: "${repository}" is not a name of a repository: `));
      assert.match(failure, /128 characters at most$/);
    });

  it("names that the clouds accept are accepted", async () => {
    for (const place of [
      { organization: "a".repeat(64), repository: "b".repeat(128) },
      { organization: "a", repository: "1" },
      { organization: "a.b_c--d1", repository: "a__b/c-d.e/f" },
    ])
      assert.deepEqual(await check({ ...place, users: [] }), []);
  });

  it("a user with neither id nor name is refused", async () => {
    assert.deepEqual(await check({ users: [alice, read] }), [
      "users[1]: names nobody: give userId, userName or both",
    ]);
  });

  for (const half of ["userId", "userName"])
    it(`an empty ${half} is refused, and named as the property`, async () => {
      assert.deepEqual(await check({ users: [{ ...read, [half]: " " }] }), [
        `users[0].${half}: is empty: leave it out, or give the user's own`,
      ]);
    });

  it("the same user twice by name is refused", async () => {
    assert.deepEqual(await check({ users: [alice, bob, { ...alice, permission: "Read" }] }), [
      'users[2].userName: "alice" is already listed at users[0]: list each user once',
    ]);
  });

  it("the same user twice by id is refused", async () => {
    const user = { userId: ID.alice, permission: "Read" };
    assert.deepEqual(await check({ users: [user, { ...user, userName: "other" }] }), [
      `users[1].userId: "${ID.alice}" is already listed at users[0]: list each user once`,
    ]);
  });

  it("the same user once by id and once by name is refused after the look-up", async () => {
    const [failure = "", ...others] = await check({ users: [{ ...read, userId: ID.alice }, alice] });
    assert.deepEqual(others, []);
    assert.match(failure, /^users\[1\].*is already listed at users\[0\]: list each user once$/);
  });

  for (const [list, inputs, environment] of [
    ["ignoreUsers", { ignoreUsers: ["bob"] }, {}],
    ["swr:ignoreUsers", {}, { SWR_IGNORE_USERS: "ci,bob" }],
  ] as const)
    it(`a declared user who is also in ${list} is refused`, async () => {
      assert.deepEqual(await check({ users: [alice, bob], ...inputs }, environment), [
        `users[1]: is declared and in ${list}: take the user out of one of them`,
      ]);
    });

  it("each unknown user is refused, with what to do", async () => {
    const users = [{ ...read, userName: "nobody" }, alice, { ...read, userId: "f".repeat(32) }];
    assert.deepEqual(await check({ users }), [
      'users[0].userName: no user of this account has the name "nobody": correct it, or create the user first',
      `users[2].userId: no user of this account has the id "${"f".repeat(32)}": correct it, or create the user first`,
    ]);
  });

  it("all mistakes are reported at once, without a request", async () => {
    const users = [read, alice, alice, { ...bob, userId: "" }];
    const found = await check({ organization: "", repository: "A", users, ignoreUsers: ["alice"] });
    assert.deepEqual(found.map((line) => line.split(": ")[0]).sort(), [
      "organization",
      "repository",
      "users[0]",
      "users[1]",
      "users[2]",
      "users[2].userName",
      "users[3].userId",
    ]);
    assert.deepEqual(emulator.requests(), []);
  });

  for (const [name, inputs] of Object.entries({
    "the place": { organization: UNKNOWN, repository: UNKNOWN, users: [alice] },
    "the whole list": { users: UNKNOWN },
    "a whole user": { users: [alice, UNKNOWN] },
    "two whole users": { users: [UNKNOWN, UNKNOWN] },
    "a permission": { users: [{ userName: "alice", permission: UNKNOWN }] },
    "the ids of two users": { users: [0, 1].map(() => ({ ...read, userId: UNKNOWN })) },
    "the region": { region: UNKNOWN, users: [alice] },
  }))
    it(`${name} not known yet passes`, async () => {
      assert.deepEqual(await check(inputs), []);
    });

  it("fills in the defaults, the region and both halves of every user", async () => {
    const { inputs } = await hooks().check(undefined, { ...PLACE, users: [alice] });
    assert.deepEqual(inputs, {
      ...PLACE,
      exclusive: true,
      takeOver: false,
      region: "eu-de",
      __names: [{ userId: ID.alice, userName: "alice" }],
      users: [{ ...alice, userId: ID.alice }],
    });
  });
});
