import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { checkSchema } from "../../provider/check";
import { type Permission, PERMISSIONS } from "../../provider/swr/access";
import schema from "../../schema.json";
import type * as sdk from "../../sdk";

type Same<A, B> = [A, B] extends [B, A] ? true : false;
type RequiredOf<T> = { [K in keyof T]-?: object extends Pick<T, K> ? never : K }[keyof T];
/** The schema's word for a type. */
type Kind<T> = T extends string
  ? "string"
  : T extends number
    ? "integer"
    : T extends boolean
      ? "boolean"
      : T extends readonly unknown[]
        ? "array"
        : "object";
/** Every property of a type with its kind, and nothing else: the compiler sees to it. */
type Kinds<T> = { [K in keyof T]-?: Kind<NonNullable<pulumi.Unwrap<T[K]>>> };
/** The properties that always have a value. */
type Names<K extends PropertyKey> = Record<K, true>;
/** What the class adds to every resource's own. */
type Outputs = Omit<sdk.RepositoryAccess, keyof pulumi.CustomResource>;
/** The outputs that always have a value. */
type RequiredOutput = {
  [K in keyof Outputs]: undefined extends pulumi.Unwrap<Outputs[K]> ? never : K;
}[keyof Outputs];

const SAME: readonly [
  Same<Permission, sdk.Permission>,
  Same<sdk.GetUserArgs, Partial<sdk.GetUserArgs>>,
  Same<sdk.GetUserOutputArgs, Partial<sdk.GetUserOutputArgs>>,
] = [true, true, true];

const GRANT = { userId: "string", userName: "string", permission: "string", expiresAt: "string" } as const;
const USER = { userId: "string", userName: "string" } as const;
const PLACE = { organization: "string", repository: "string", region: "string" } as const;
const ORGANIZATION = { organization: "string", region: "string" } as const;
const ASKED = { ...USER, region: "string" } as const;

interface Bag {
  readonly kinds: object;
  readonly required: object;
}
const TYPES: Readonly<Record<string, Bag>> = {
  "swr:index:UserGrant": {
    kinds: GRANT satisfies Kinds<sdk.UserGrant>,
    required: { permission: true } satisfies Names<RequiredOf<sdk.UserGrant>>,
  },
  "swr:index:AppliedGrant": {
    kinds: GRANT satisfies Kinds<sdk.AppliedGrant>,
    required: { userId: true, userName: true, permission: true } satisfies Names<
      RequiredOf<sdk.AppliedGrant>
    >,
  },
  "swr:index:User": {
    kinds: USER satisfies Kinds<sdk.User>,
    required: { userId: true, userName: true } satisfies Names<RequiredOf<sdk.User>>,
  },
};
const INPUTS = {
  ...PLACE,
  users: "array",
  exclusive: "boolean",
  ignoreUsers: "array",
  takeOver: "boolean",
} as const;
const RESOURCE: Readonly<Record<"inputs" | "outputs", Bag>> = {
  inputs: {
    kinds: INPUTS satisfies Kinds<sdk.RepositoryAccessArgs>,
    required: { organization: true, repository: true, users: true } satisfies Names<
      RequiredOf<sdk.RepositoryAccessArgs>
    >,
  },
  outputs: {
    kinds: {
      ...INPUTS,
      repositoryId: "integer",
      managed: "array",
      otherUsers: "array",
      inheritedUsers: "array",
      missingUsers: "array",
      temporaryUsers: "array",
      appliedBy: "object",
    } satisfies Kinds<Outputs>,
    required: {
      organization: true,
      repository: true,
      users: true,
      exclusive: true,
      takeOver: true,
      managed: true,
      otherUsers: true,
      inheritedUsers: true,
    } satisfies Names<RequiredOutput>,
  },
};
const FUNCTIONS: Readonly<Record<string, { inputs: Bag; outputs: Bag }>> = {
  "swr:index:getOrganizationAccess": {
    inputs: {
      kinds: ORGANIZATION satisfies Kinds<sdk.GetOrganizationAccessArgs> &
        Kinds<sdk.GetOrganizationAccessOutputArgs>,
      required: { organization: true } satisfies Names<RequiredOf<sdk.GetOrganizationAccessArgs>>,
    },
    outputs: {
      kinds: {
        ...ORGANIZATION,
        organizationId: "integer",
        users: "array",
        caller: "object",
      } satisfies Kinds<sdk.GetOrganizationAccessResult>,
      required: {
        organization: true,
        organizationId: true,
        users: true,
        caller: true,
      } satisfies Names<RequiredOf<sdk.GetOrganizationAccessResult>>,
    },
  },
  "swr:index:getRepositoryAccess": {
    inputs: {
      kinds: PLACE satisfies Kinds<sdk.GetRepositoryAccessArgs> & Kinds<sdk.GetRepositoryAccessOutputArgs>,
      required: { organization: true, repository: true } satisfies Names<
        RequiredOf<sdk.GetRepositoryAccessArgs> | RequiredOf<sdk.GetRepositoryAccessOutputArgs>
      >,
    },
    outputs: {
      kinds: {
        ...PLACE,
        repositoryId: "integer",
        users: "array",
        caller: "object",
      } satisfies Kinds<sdk.GetRepositoryAccessResult>,
      required: {
        organization: true,
        repository: true,
        repositoryId: true,
        users: true,
        caller: true,
      } satisfies Names<RequiredOf<sdk.GetRepositoryAccessResult>>,
    },
  },
  "swr:index:getUser": {
    inputs: {
      kinds: ASKED satisfies Kinds<sdk.GetUserArgs> & Kinds<sdk.GetUserOutputArgs>,
      required: {},
    },
    outputs: {
      kinds: USER satisfies Kinds<sdk.GetUserResult>,
      required: { userId: true, userName: true } satisfies Names<RequiredOf<sdk.GetUserResult>>,
    },
  },
};

interface Property {
  readonly type?: string;
  readonly $ref?: string;
}
const ofSchema: Readonly<Record<string, { readonly type: string }>> = schema.types;

/** Properties, their kinds and which are required: the same in the schema. */
function assertSame(properties: object, required: readonly string[] | undefined, types: Bag): void {
  const kinds = Object.entries(properties as Record<string, Property>).map(([name, { type, $ref = "" }]) => [
    name,
    type ?? ofSchema[$ref.replace("#/types/", "")]?.type,
  ]);
  assert.deepEqual(Object.fromEntries(kinds), types.kinds);
  assert.deepEqual([...(required ?? [])].sort(), Object.keys(types.required).sort());
}

describe("package schema, code and types agree", () => {
  const resource = schema.resources["swr:index:RepositoryAccess"];

  it("on the permissions, and on what may be left out", () => {
    const words = schema.types["swr:index:Permission"].enum.map(({ value }) => value);
    assert.deepEqual(words, Object.keys(PERMISSIONS));
    assert.ok(SAME.every(Boolean));
  });

  for (const type of ["swr:index:UserGrant", "swr:index:AppliedGrant", "swr:index:User"] as const)
    it(`on ${type}`, () => {
      const { properties, required } = schema.types[type];
      assertSame(properties, required, TYPES[type] ?? assert.fail());
    });

  it("on the inputs of RepositoryAccess", () => {
    assertSame(resource.inputProperties, resource.requiredInputs, RESOURCE.inputs);
  });

  it("on the outputs of RepositoryAccess", () => {
    assertSame(resource.properties, resource.required, RESOURCE.outputs);
  });

  for (const token of [
    "swr:index:getOrganizationAccess",
    "swr:index:getRepositoryAccess",
    "swr:index:getUser",
  ] as const)
    it(`on ${token}`, () => {
      const { inputs, outputs } = schema.functions[token];
      const types = FUNCTIONS[token] ?? assert.fail();
      assertSame(inputs.properties, "required" in inputs ? inputs.required : [], types.inputs);
      assertSame(outputs.properties, outputs.required, types.outputs);
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
