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
  /** Keys of users of whom the export does not say what is declared, since the last update stopped partway. */
  readonly unclear: ReadonlySet<string>;
}

/** Where a resource declares access. */
export interface DeclaredAt {
  readonly organization: string;
  /** Left out: the list of the organization itself, or, for a policy, those of its repositories. */
  readonly repository?: string;
  readonly region?: string;
  /** Address of the server that was written last. Left out where nothing has been written, or by an earlier version. */
  readonly server?: string;
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

/**
 * What the program said last. An update that stopped partway leaves the inputs of the run before, while its outputs repeat
 * what it was told.
 */
const saidBy = ({ inputs, outputs, hasFailed }: StackResource): Row => (hasFailed ? outputs : inputs);

/** What the lists of one resource have in common. */
function sharedBy(resource: StackResource): Omit<Declaration, "users" | "unclear"> {
  const { urn, settings } = resource;
  const said = saidBy(resource);
  const own = listOf(said["ignoreUsers"]).flatMap((it) => textOf(it) ?? []);
  // Only the names that IAM has answered count. After a refresh, names of users are those that a list shows.
  const names = usersIn(listOf(said["__names"]).map((it) => ({ ...(it as object), permission: "" })));
  return {
    urn,
    ignored: [...own, ...ignoredBySettings(resource)],
    owners: new Map(names.map(({ userName, userId }) => [userName, userId])),
    isPartial: [said["users"], said["rules"], said["ignoreUsers"], settings["ignoreUsers"]].some(isHidden),
  };
}

const keysIn = (ids: unknown): readonly string[] => listOf(ids).map((id) => idKey(String(id)));

/**
 * The users that the last `up` declared. A refresh puts everybody who is there into the inputs, and who is not there any more
 * among the missing ones; `managed` has the ids of the declared ones, and of those who had left the program when the `up`
 * stopped partway.
 */
function usersOf({ inputs, outputs, hasFailed }: StackResource): Pick<Declaration, "users" | "unclear"> {
  const all = new Map<string, DeclaredUser>();
  for (const user of [inputs["users"], outputs["missingUsers"]].flatMap(usersIn))
    if (!all.has(idKey(user.userId))) all.set(idKey(user.userId), user);
  const { managed, __written: written } = outputs;
  const left = new Set(isRow(written) ? keysIn(written["leaving"]) : []);
  const knows = Array.isArray(managed) && !isHidden(managed);
  const ids = new Set(knows ? keysIn(managed) : all.keys());
  // The inputs are those of the run before, and the outputs what the server had when the update stopped.
  if (hasFailed)
    return { users: [], unclear: new Set([...ids, ...all.keys()].filter((key) => !left.has(key))) };
  const users = [...all].flatMap(([key, user]) => (ids.has(key) && !left.has(key) ? user : []));
  return { users, unclear: new Set() };
}

/** Where a resource is; undefined where its names are encrypted. */
function placeOf({ inputs, outputs }: StackResource, keys: readonly string[]): DeclaredAt | undefined {
  const [organization, repository] = keys.map((key) => textOf(inputs[key]));
  const region = textOf(inputs["region"]);
  const { __written: written } = outputs;
  const server = isRow(written) ? textOf(written["server"]) : undefined;
  if (organization === undefined || (keys.length > 1 && repository === undefined)) return undefined;
  return {
    organization,
    ...(repository === undefined ? {} : { repository }),
    ...(region === undefined ? {} : { region }),
    ...(server === undefined ? {} : { server }),
  };
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  RepositoryAccess: ["organization", "repository"],
  OrganizationAccess: ["organization"],
  RepositoryAccessPolicy: ["organization"],
};

/**
 * The rules of a policy that are readable. Their users have been looked up. A rule with an encrypted pattern is left out, since
 * that pattern may exclude what the others match.
 */
const rulesOf = (resource: StackResource): readonly Rule[] =>
  listOf(saidBy(resource)["rules"]).flatMap((rule) => {
    if (!isRow(rule) || isHidden(rule["repositories"])) return [];
    const repositories = listOf(rule["repositories"]).flatMap((it) => textOf(it) ?? []);
    return [{ repositories, users: usersIn(rule["users"]) as Rule["users"] }];
  });

function policyOf(resource: StackResource, at: DeclaredAt, now: Date): DeclaredPolicy {
  const coverage = new Coverage(rulesOf(resource), now);
  const shared = { ...sharedBy(resource), unclear: new Set<string>() };
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
const HIDDEN = "the stack keeps users encrypted, so those that it does not name are not judged.";
const STOPPED =
  'the last "pulumi up" failed there before everything was done, so the stack does not say what is declared for its users. Run it again.';

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
    const isUnclear = resource.hasFailed && resource.name !== "RepositoryAccessPolicy";
    return [
      ...(sharedBy(resource).isPartial ? [{ subject, message: `${subject}: ${HIDDEN} ${SHOW}` }] : []),
      ...(isUnclear ? [{ subject, message: `${subject}: ${STOPPED}` }] : []),
    ];
  });
  const placed = found.flatMap(({ resource, at }) => (at === undefined ? [] : [{ resource, at }]));
  const isPolicy = ({ resource }: (typeof placed)[number]): boolean =>
    resource.name === "RepositoryAccessPolicy";
  return {
    stack: stack.name,
    lists: placed
      .filter((it) => !isPolicy(it))
      .map(({ resource, at }) => ({ ...sharedBy(resource), ...usersOf(resource), at })),
    policies: placed.filter(isPolicy).map(({ resource, at }) => policyOf(resource, at, now)),
    unread,
  };
}
