import { Ajv, type ErrorObject } from "ajv";
import { tagPattern } from "../api/names";
import type { Seed } from "../types";

/** A seed that is not one; one failure for each place, named by its path. */
export class SeedError extends Error {
  constructor(readonly failures: readonly string[]) {
    super(`The seed is not valid: ${failures.join("; ")}`);
  }
}

const id = { type: "string", pattern: "^[0-9a-f]{32}$" };
const text = { type: "string", minLength: 1 };

const object = (required: Record<string, unknown>, optional: Record<string, unknown> = {}): unknown => ({
  type: "object",
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
});

const listOf = (items: unknown): unknown => ({ type: "array", items });

const organizationName = {
  type: "string",
  maxLength: 64,
  pattern: "^[a-z][a-z0-9]*(?:(?:[._]|__|-+)[a-z0-9]+)*$",
};
const repositoryName = {
  type: "string",
  maxLength: 128,
  pattern: "^[a-z0-9]+(?:(?:[._/]|__|-+)[a-z0-9]+)*$",
};
const tag = { type: "string", pattern: tagPattern.source };
/** Images by count or by tag. */
export const images = {
  type: ["integer", "array"],
  minimum: 0,
  maximum: 10_000,
  items: tag,
  uniqueItems: true,
};
/** The name an entry shows instead of the user's own. */
export const shownName = { type: ["string", "null"], minLength: 1 };
const grants = listOf(object({ user: text, auth: { enum: [1, 3, 7] } }, { userName: shownName }));

/** What a user may have beside id and name. */
export const userExtras = {
  password: text,
  passcode: text,
  accessKey: text,
  secretKey: text,
  securityToken: text,
  admin: { type: "boolean" },
};
const userSchema = object({ id, name: text }, userExtras);

const organization = object(
  { name: organizationName, creator: text },
  {
    access: grants,
    repositories: listOf(
      object({ name: repositoryName }, { isPublic: { type: "boolean" }, images, access: grants }),
    ),
  },
);

const seedSchema = object(
  {
    account: object({ id, name: text }),
    projects: listOf(object({ id, name: text })),
    users: listOf(userSchema),
    organizations: listOf(organization),
  },
  { agencies: listOf(object({ name: text, user: text })) },
);

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const isSeed = ajv.compile<Seed>(seedSchema as object);

/** Believes a seed only after it was checked: shape first, then names that must exist or be unique. */
export function checkSeed(value: unknown): Seed {
  if (!isSeed(value)) throw new SeedError((isSeed.errors ?? []).map(sayFailure));
  const failures = [...repeated(value), ...halfKeys(value), ...unknownUsers(value)];
  if (failures.length > 0) throw new SeedError(failures);
  return structuredClone(value);
}

/** `users[2].id must match pattern "…"`. */
export function sayFailure({ instancePath, message = "is not valid", params }: ErrorObject): string {
  const path = instancePath
    .replace(/\/(\d+)/g, "[$1]")
    .replaceAll("/", ".")
    .replace(/^\./, "");
  const detail = Object.hasOwn(params, "additionalProperty")
    ? `: "${String(params["additionalProperty"])}"`
    : Object.hasOwn(params, "allowedValues")
      ? `: ${JSON.stringify(params["allowedValues"])}`
      : "";
  return `${path === "" ? "(top level)" : path} ${message}${detail}`;
}

function repeated({ projects, users, organizations, agencies = [] }: Seed): string[] {
  const lists: [string, (string | undefined)[]][] = [
    ...["id", "name"].map((key): [string, string[]] => [
      `projects[].${key}`,
      projects.map((project) => project[key as "id" | "name"]),
    ]),
    ["users[].id", users.map((user) => user.id)],
    ["users[].name", users.map((user) => user.name)],
    ["users[].accessKey", users.map((user) => user.accessKey)],
    ["agencies[].name", agencies.map(({ name }) => name)],
    ["organizations[].name", organizations.map(({ name }) => name)],
    ...organizations.map(({ repositories = [] }, at): [string, string[]] => [
      `organizations[${String(at)}].repositories[].name`,
      repositories.map(({ name }) => name),
    ]),
  ];
  return lists.flatMap(([path, values]) =>
    values.flatMap((value, at) =>
      value === undefined || values.indexOf(value) === at
        ? []
        : [`${path.replace(/\[\](?=[^[\]]*$)/, `[${String(at)}]`)} repeats "${value}"`],
    ),
  );
}

const halfKeys = ({ users }: Seed): string[] =>
  users.flatMap(({ accessKey, secretKey }, at) =>
    (accessKey === undefined) === (secretKey === undefined)
      ? []
      : [`users[${String(at)}] must have both accessKey and secretKey or none`],
  );

function unknownUsers({ users, organizations, agencies = [] }: Seed): string[] {
  const names = new Set(users.map(({ name }) => name));
  const ofAgencies = agencies.map(({ user }, at) => [`agencies[${String(at)}].user`, user]);
  const ofOrganizations = organizations.flatMap(({ creator, access = [], repositories = [] }, at) => [
    [`organizations[${String(at)}].creator`, creator],
    ...access.map(({ user }, grant) => [`organizations[${String(at)}].access[${String(grant)}].user`, user]),
    ...repositories.flatMap(({ access: own = [] }, repository) =>
      own.map(({ user }, grant) => [
        `organizations[${String(at)}].repositories[${String(repository)}].access[${String(grant)}].user`,
        user,
      ]),
    ),
  ]);
  return [...ofAgencies, ...ofOrganizations].flatMap(([path, name]) =>
    names.has(name ?? "") ? [] : [`${path ?? ""} names "${name ?? ""}", who is not among the users`],
  );
}
