import assert from "node:assert/strict";
import fc from "fast-check";
import { checkSchema } from "../../provider/check";
import { withDefaults } from "../../provider/description";
import { REGISTRY } from "../../provider/registry";
import { UNKNOWN } from "../../provider/unknown";
import schema from "../../schema.json";

const TOKEN = "swr:index:RepositoryAccess";
const RESOURCE = schema.resources[TOKEN];
const PLACE = { organization: "team-a", repository: "web/app" };
const alice = { userName: "alice", permission: "Manage" };

/** All failures, one a line: `users[2].permission: reason`. */
const failures = (inputs: object): string[] =>
  checkSchema(TOKEN, inputs).map(({ property, reason }) => `${property}: ${reason}`);

describe("check against the package schema", () => {
  it("accepts all that the schema has", () => {
    const users = [{ userId: "a", userName: "b", permission: "Read" }];
    const flags = { exclusive: false, takeOver: true, ignoreUsers: ["ci"], region: "eu-de" };
    assert.deepEqual(failures({ ...PLACE, ...flags, users }), []);
    assert.deepEqual(failures({ ...PLACE, users: [] }), []);
  });

  for (const [given, shown] of [
    ["read", '"read"'],
    ["Admin", '"Admin"'],
    ["", '""'],
    [7, "7"],
    [null, "null"],
    [["Read"], '["Read"]'],
  ] as const)
    it(`permission ${shown} is refused once, with those there are`, () => {
      assert.deepEqual(failures({ ...PLACE, users: [alice, { userName: "b", permission: given }] }), [
        `users[1].permission: ${shown} is not one of Read, Write, Manage`,
      ]);
    });

  it("names what is missing", () => {
    assert.deepEqual(failures({ users: [{ userName: "alice" }] }).sort(), [
      "organization: is missing: it is required",
      "repository: is missing: it is required",
      "users[0].permission: is missing: it is required",
    ]);
    assert.deepEqual(failures(PLACE), ["users: is missing: it is required"]);
  });

  for (const [users, shown] of [
    [alice, '{"userName":"alice","permission":"Manage"}'],
    ["alice", '"alice"'],
    [null, "null"],
    [{ ...alice, userId: "a".repeat(60) }, "a long object"],
  ] as const)
    it(`users that is ${shown} is not a list`, () => {
      assert.deepEqual(failures({ ...PLACE, users }), [`users: ${shown} is not a list`]);
    });

  it("a user that is no object is refused by its place", () => {
    assert.deepEqual(failures({ ...PLACE, users: [alice, "bob"] }), ['users[1]: "bob" is not an object']);
  });

  for (const [name, type, value] of [
    ["exclusive", "true or false", "yes"],
    ["takeOver", "true or false", 1],
    ["region", "a string", 7],
    ["organization", "a string", null],
  ] as const)
    it(`${name} is ${type}`, () => {
      const given = { ...PLACE, users: [], [name]: value };
      assert.deepEqual(failures(given), [`${name}: ${JSON.stringify(value)} is not ${type}`]);
    });

  for (const [wrong, right] of [
    ["organisation", "organization"],
    ["repositry", "repository"],
    ["user", "users"],
    ["takeover", "takeOver"],
    ["ORGANIZATION", "organization"],
    ["ignore_users", "ignoreUsers"],
  ] as const)
    it(`${wrong} is told to be ${right}`, () => {
      assert.deepEqual(failures({ ...PLACE, users: [], [wrong]: "x" }), [
        `${wrong}: is no property of this: did you mean ${right}?`,
      ]);
    });

  it("a name near to none is answered with all there are", () => {
    assert.deepEqual(failures({ ...PLACE, users: [{ ...alice, group: "x" }] }), [
      "users[0].group: is no property of this: known are userId, userName, permission, expiresAt",
    ]);
  });

  it("every property in other case is recognized", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(RESOURCE.inputProperties)),
        fc.infiniteStream(fc.boolean()),
        (name, upper) => {
          const bits = [...upper.take(name.length)];
          const cased = name.replace(/./g, (char, at: number) => (bits[at] ? char.toUpperCase() : char));
          fc.pre(!(cased in RESOURCE.inputProperties));
          const [failure] = checkSchema(TOKEN, { ...PLACE, users: [], [cased]: "x" });
          assert.match(failure?.reason ?? "", new RegExp(`did you mean ${name}\\?$`));
        },
      ),
    );
  });

  it("everything wrong is said at once, each by its property", () => {
    const found = checkSchema(TOKEN, {
      repository: 5,
      exclusive: "no",
      foo: 1,
      users: [{ permission: "read" }, "bob", { ...alice, userid: "x" }, { userName: 7, permission: 7 }],
    });
    assert.deepEqual(found.map(({ property }) => property).sort(), [
      "exclusive",
      "foo",
      "organization",
      "repository",
      "users[0].permission",
      "users[1]",
      "users[2].userid",
      "users[3].permission",
      "users[3].userName",
    ]);
  });
});

describe("values not known yet", () => {
  const ACCEPTED: Record<string, object> = {
    "a name": { organization: UNKNOWN, repository: UNKNOWN },
    "the whole list": { users: UNKNOWN },
    "a whole user": { users: [alice, UNKNOWN] },
    "a permission": { users: [{ userName: "alice", permission: UNKNOWN }] },
    "both halves of a user": { users: [{ userId: UNKNOWN, userName: UNKNOWN, permission: "Read" }] },
    flags: { exclusive: UNKNOWN, takeOver: UNKNOWN },
    ignoreUsers: { ignoreUsers: UNKNOWN },
    "one of ignoreUsers": { ignoreUsers: [UNKNOWN, "ci"] },
    region: { region: UNKNOWN },
  };
  for (const [name, given] of Object.entries(ACCEPTED))
    it(`${name} passes`, () => {
      assert.deepEqual(failures({ ...PLACE, users: [alice], ...given }), []);
    });

  it("does not hide what is wrong beside it", () => {
    assert.deepEqual(failures({ ...PLACE, users: [UNKNOWN, { userName: UNKNOWN, permission: "read" }] }), [
      'users[1].permission: "read" is not one of Read, Write, Manage',
    ]);
  });
});

describe("defaults", () => {
  const { inputs } = REGISTRY.RepositoryAccess.description;

  it("of the description are filled in", () => {
    const filled = withDefaults(inputs, { ...PLACE, users: [alice] });
    assert.deepEqual(filled, { ...PLACE, users: [alice], exclusive: true, takeOver: false });
  });

  it("do not overwrite what is given", () => {
    const given = { ...PLACE, users: [], exclusive: false, takeOver: true };
    assert.deepEqual(withDefaults(inputs, given), given);
  });
});

describe("a property that is deprecated in the schema", () => {
  const inputs = schema.functions["swr:index:getUser"].inputs.properties;
  const name = "oldName";
  before(() => {
    const deprecated = { type: "string", description: "Old.", deprecationMessage: "Use userName." };
    Object.assign(schema.functions, {
      "swr:index:deprecated": { inputs: { properties: { ...inputs, [name]: deprecated } } },
    });
  });
  after(() => Reflect.deleteProperty(schema.functions, "swr:index:deprecated"));

  it("still counts as one, and is checked as any other", () => {
    assert.deepEqual(checkSchema("swr:index:deprecated", { [name]: "alice" }), []);
    assert.deepEqual(checkSchema("swr:index:deprecated", { [name]: 7 }), [
      { property: name, reason: "7 is not a string" },
    ]);
  });
});
