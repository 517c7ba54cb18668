import { Ajv } from "ajv";
import {
  ORGANIZATION_NAME_LENGTH,
  organizationPattern,
  REPOSITORY_NAME_LENGTH,
  repositoryPattern,
} from "../api/names";
import { id, listOf, object, sayFailure, text } from "../schema";
import { families } from "../services";
import type { Level } from "../services/family";
import { userExtras } from "../store/user";
import type { Seed } from "./seed";

/** A seed that is not one; one failure for each place, named by its path. */
export class SeedError extends Error {
  constructor(readonly failures: readonly string[]) {
    super(`The seed is not valid: ${failures.join("; ")}`);
  }
}

/** What the families of operations add to one thing in a seed. */
const seeded = (level: Level) =>
  families.flatMap((family) => {
    const addition = family[level]?.seed;
    return addition === undefined ? [] : [addition];
  });

const added = (level: Level): Record<string, object> =>
  Object.assign({}, ...seeded(level).map(({ properties }) => properties)) as Record<string, object>;

const repository = object(
  {
    name: { type: "string", maxLength: REPOSITORY_NAME_LENGTH, pattern: repositoryPattern.source },
  },
  { isPublic: { type: "boolean" }, ...added("repository") },
);

const organization = object(
  {
    name: { type: "string", maxLength: ORGANIZATION_NAME_LENGTH, pattern: organizationPattern.source },
    creator: text,
  },
  { ...added("organization"), repositories: listOf(repository) },
);

const seedSchema = object(
  {
    account: object({ id, name: text }),
    projects: listOf(object({ id, name: text })),
    users: listOf(object({ id, name: text }, userExtras)),
    organizations: listOf(organization),
  },
  added("account"),
);

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const isSeed = ajv.compile<Seed>(seedSchema);

/** Believes a seed only after it was checked: shape first, then names that must exist or be unique. */
export function checkSeed(value: unknown): Seed {
  if (!isSeed(value)) throw new SeedError((isSeed.errors ?? []).map(sayFailure));
  const failures = [...repeated(value), ...halfKeys(value), ...unknownUsers(value)];
  if (failures.length > 0) throw new SeedError(failures);
  return structuredClone(value);
}

function repeated(seed: Seed): string[] {
  const { projects, users, organizations } = seed;
  const lists: [string, (string | undefined)[]][] = [
    ...["id", "name"].map((key): [string, string[]] => [
      `projects[].${key}`,
      projects.map((project) => project[key as "id" | "name"]),
    ]),
    ["users[].id", users.map((user) => user.id)],
    ["users[].name", users.map((user) => user.name)],
    ["users[].accessKey", users.map((user) => user.accessKey)],
    ...seeded("account").flatMap((addition) => addition.unique?.(seed) ?? []),
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

/** The users whom a seed names, each with its path. */
function namedUsers(seed: Seed): [path: string, name: string][] {
  return [
    ...usersIn("account", "", seed),
    ...seed.organizations.flatMap((one, at) => {
      const path = `organizations[${String(at)}].`;
      const own: [string, string][] = [
        [`${path}creator`, one.creator],
        ...usersIn("organization", path, one),
      ];
      const below = (one.repositories ?? []).flatMap((repository, index) =>
        usersIn("repository", `${path}repositories[${String(index)}].`, repository),
      );
      return [...own, ...below];
    }),
  ];
}

const usersIn = (level: Level, path: string, seed: object): [string, string][] =>
  seeded(level)
    .flatMap((addition) => addition.users?.(seed) ?? [])
    .map(([within, name]) => [path + within, name]);

function unknownUsers(seed: Seed): string[] {
  const names = new Set(seed.users.map(({ name }) => name));
  return namedUsers(seed).flatMap(([path, name]) =>
    names.has(name) ? [] : [`${path} names "${name}", who is not among the users`],
  );
}
