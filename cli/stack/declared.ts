/** What a stack declares: for each access list the users, the resource that declares them, and the users to leave alone. */
import { SettingsError } from "../../provider/errors";
import { Coverage } from "../../provider/resources/accessPolicy/coverage";
import type { Rule } from "../../provider/resources/accessPolicy/model";
import { readList } from "../../provider/settings/variables";
import { idKey } from "../../provider/swr/access";
import { ENCRYPTED, type Stack, type StackResource } from "./export";

export interface DeclaredUser {
  readonly userId: string;
  readonly userName: string;
  readonly permission: string;
  readonly expiresAt?: string;
}

/** What one resource declares for one list. */
export interface Declaration {
  readonly urn: string;
  readonly users: readonly DeclaredUser[];
  /** Users, by id or name, whom the resource leaves alone. */
  readonly ignored: readonly string[];
  /** The id of each user name in the resource, as IAM told the stack. */
  readonly owners: ReadonlyMap<string, string>;
  /** A part is encrypted, so that other users may be declared or left alone, too. */
  readonly isPartial: boolean;
}

/** Where a resource declares access. */
export interface DeclaredAt {
  readonly organization: string;
  /** Left out: the list of the organization itself, or, for a policy, those of its repositories. */
  readonly repository?: string;
  readonly region?: string;
}

export interface DeclaredList extends Declaration {
  readonly at: DeclaredAt;
}

export interface DeclaredPolicy {
  readonly urn: string;
  readonly at: DeclaredAt;
  /** What the policy declares for a repository; undefined where no rule matches it. */
  readonly for: (repository: string) => Declaration | undefined;
}

export interface Declared {
  /** `project/stack`. */
  readonly stack: string;
  readonly lists: readonly DeclaredList[];
  readonly policies: readonly DeclaredPolicy[];
  /** What could not be read of the stack. */
  readonly unread: readonly { readonly subject: string; readonly message: string }[];
}

type Row = Readonly<Record<string, unknown>>;
const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** Whether a value is encrypted, or has an encrypted part. */
const isHidden = (value: unknown): boolean =>
  value === ENCRYPTED || (isRow(value) && Object.values(value).some(isHidden));

/** The users in a list of rows. Rows with an encrypted part are left out. */
const usersIn = (rows: unknown): DeclaredUser[] =>
  listOf(rows).flatMap((row) => {
    const [userId, userName, permission, expiresAt] = isRow(row)
      ? ["userId", "userName", "permission", "expiresAt"].map((key) => textOf(row[key]))
      : [];
    if (userId === undefined || permission === undefined) return [];
    return [
      { userId, userName: userName ?? userId, permission, ...(expiresAt === undefined ? {} : { expiresAt }) },
    ];
  });

/** The setting `swr:ignoreUsers` of the resource's provider. An engine keeps lists as JSON. */
function ignoredBySettings({ settings }: StackResource): readonly string[] {
  const value = settings["ignoreUsers"] ?? settings["swr:ignoreUsers"];
  if (Array.isArray(value)) return value.flatMap((it: unknown) => textOf(it) ?? []);
  try {
    return readList("ignoreUsers", textOf(value));
  } catch (thrown) {
    if (thrown instanceof SettingsError) return [];
    throw thrown;
  }
}

/** What the lists of one resource have in common. */
function sharedBy(resource: StackResource): Omit<Declaration, "users"> {
  const { urn, inputs, settings } = resource;
  const own = listOf(inputs["ignoreUsers"]).flatMap((it) => textOf(it) ?? []);
  const names = usersIn(listOf(inputs["__names"]).map((it) => ({ ...(it as object), permission: "" })));
  const all = [...names, ...usersIn(inputs["users"])];
  return {
    urn,
    ignored: [...own, ...ignoredBySettings(resource)],
    owners: new Map(all.map(({ userName, userId }) => [userName, userId])),
    isPartial: [inputs["users"], inputs["rules"], inputs["ignoreUsers"], settings["ignoreUsers"]].some(
      isHidden,
    ),
  };
}

/**
 * The users that the last `up` declared. A refresh puts everybody who is there into inputs and users, and who is not there
 * any more among the missing ones; `managed` has the ids of the declared ones.
 */
function usersOf({ inputs, outputs }: StackResource): readonly DeclaredUser[] {
  const all = new Map<string, DeclaredUser>();
  for (const user of [inputs["users"], outputs["users"], outputs["missingUsers"]].flatMap(usersIn))
    if (!all.has(idKey(user.userId))) all.set(idKey(user.userId), user);
  const { managed } = outputs;
  if (!Array.isArray(managed) || isHidden(managed)) return [...all.values()];
  const ids = new Set(managed.map((id) => idKey(String(id))));
  return [...all.values()].filter(({ userId }) => ids.has(idKey(userId)));
}

/** Where a resource is; undefined where its names are encrypted. */
function placeOf({ inputs }: StackResource, keys: readonly string[]): DeclaredAt | undefined {
  const [organization, repository] = keys.map((key) => textOf(inputs[key]));
  const region = textOf(inputs["region"]);
  if (organization === undefined || (keys.length > 1 && repository === undefined)) return undefined;
  return {
    organization,
    ...(repository === undefined ? {} : { repository }),
    ...(region === undefined ? {} : { region }),
  };
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  RepositoryAccess: ["organization", "repository"],
  OrganizationAccess: ["organization"],
  RepositoryAccessPolicy: ["organization"],
};

/** The rules of a policy that are readable. Their users have been looked up. */
const rulesOf = ({ inputs }: StackResource): readonly Rule[] =>
  listOf(inputs["rules"]).flatMap((rule) => {
    if (!isRow(rule)) return [];
    const repositories = listOf(rule["repositories"]).flatMap((it) => textOf(it) ?? []);
    return [{ repositories, users: usersIn(rule["users"]) as Rule["users"] }];
  });

function policyOf(resource: StackResource, at: DeclaredAt, now: Date): DeclaredPolicy {
  const coverage = new Coverage(rulesOf(resource), now);
  const shared = sharedBy(resource);
  return {
    urn: resource.urn,
    at,
    for: (repository) => {
      const covered = coverage.at(repository);
      return covered === undefined ? undefined : { ...shared, users: covered.users as DeclaredUser[] };
    },
  };
}

const SHOW = 'Export the stack with "pulumi stack export --show-secrets".';

/** Everything that a stack declares about access. */
export function declaredBy(stack: Stack, now: Date): Declared {
  const found = stack.resources.flatMap((resource) => {
    const keys = KEYS[resource.name];
    return keys === undefined ? [] : [{ resource, at: placeOf(resource, keys) }];
  });
  const unread = found.flatMap(({ resource, at }) => {
    const { urn } = resource;
    const subject = at === undefined ? urn : [at.organization, at.repository ?? []].flat().join("/");
    if (at === undefined)
      return [
        { subject, message: `${urn}: the stack keeps its names encrypted, so it is not compared. ${SHOW}` },
      ];
    if (!sharedBy(resource).isPartial) return [];
    const message = `${subject}: the stack keeps users encrypted, so those that it does not name are not judged. ${SHOW}`;
    return [{ subject, message }];
  });
  const placed = found.flatMap(({ resource, at }) => (at === undefined ? [] : [{ resource, at }]));
  const isPolicy = ({ resource }: (typeof placed)[number]): boolean =>
    resource.name === "RepositoryAccessPolicy";
  return {
    stack: stack.name,
    lists: placed
      .filter((it) => !isPolicy(it))
      .map(({ resource, at }) => ({ ...sharedBy(resource), users: usersOf(resource), at })),
    policies: placed.filter(isPolicy).map(({ resource, at }) => policyOf(resource, at, now)),
    unread,
  };
}
