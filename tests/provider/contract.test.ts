import assert from "node:assert/strict";
import { checkSchema } from "../../provider/check";
import { type Permission, PERMISSIONS } from "../../provider/swr/access";
import schema from "../../schema.json";
import type { RepositoryAccessArgs } from "../../sdk/repositoryAccess";
import type { AppliedGrant, Permission as DeclaredPermission, User, UserGrant } from "../../sdk/types";

type Same<A, B> = [A, B] extends [B, A] ? true : false;
type Required<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];
/** Every name of a type, and nothing else: the compiler sees to it. */
type Names<K extends PropertyKey> = Record<K, true>;

const samePermissions: Same<Permission, DeclaredPermission> = true;

const NAMES = {
  "swr:index:UserGrant": {
    all: { userId: true, userName: true, permission: true, expiresAt: true } satisfies Names<keyof UserGrant>,
    required: { permission: true } satisfies Names<Required<UserGrant>>,
  },
  "swr:index:AppliedGrant": {
    all: { userId: true, userName: true, permission: true, expiresAt: true } satisfies Names<
      keyof AppliedGrant
    >,
    required: { userId: true, userName: true, permission: true } satisfies Names<Required<AppliedGrant>>,
  },
  "swr:index:User": {
    all: { userId: true, userName: true } satisfies Names<keyof User>,
    required: { userId: true, userName: true } satisfies Names<Required<User>>,
  },
};
const ARGS = {
  all: {
    organization: true,
    repository: true,
    users: true,
    exclusive: true,
    ignoreUsers: true,
    takeOver: true,
    region: true,
  } satisfies Names<keyof RepositoryAccessArgs>,
  required: { organization: true, repository: true, users: true } satisfies Names<
    Required<RepositoryAccessArgs>
  >,
};

const sorted = (names: object | readonly string[]): string[] =>
  (Array.isArray(names) ? [...(names as string[])] : Object.keys(names)).sort();

describe("package schema, code and types agree", () => {
  const resource = schema.resources["swr:index:RepositoryAccess"];

  it("on the permissions", () => {
    const words = schema.types["swr:index:Permission"].enum.map(({ value }) => value);
    assert.deepEqual(words, Object.keys(PERMISSIONS));
    assert.ok(samePermissions);
  });

  for (const type of ["swr:index:UserGrant", "swr:index:AppliedGrant", "swr:index:User"] as const)
    it(`on ${type}`, () => {
      assert.deepEqual(sorted(schema.types[type].properties), sorted(NAMES[type].all));
      assert.deepEqual(sorted(schema.types[type].required), sorted(NAMES[type].required));
    });

  it("on the inputs of RepositoryAccess", () => {
    assert.deepEqual(sorted(resource.inputProperties), sorted(ARGS.all));
    assert.deepEqual(sorted(resource.requiredInputs), sorted(ARGS.required));
  });

  it("every required output is an output", () => {
    for (const name of resource.required) assert.ok(name in resource.properties, name);
  });

  it("every property a failure names exists in the schema", () => {
    const wrong = { organization: 1, repository: 1, users: [{ userId: 1, userName: 1, expiresAt: 1 }, 1] };
    const flags = { exclusive: 1, ignoreUsers: [1], takeOver: 1, region: 1 };
    const found = checkSchema("swr:index:RepositoryAccess", { ...wrong, ...flags });
    assert.equal(found.length, 11);
    for (const { property } of found) {
      const [name = "", inner] = property.split(/\[\d+\]\.?/);
      assert.ok(name in resource.inputProperties, property);
      if (inner) assert.ok(inner in schema.types["swr:index:UserGrant"].properties, property);
    }
  });
});
