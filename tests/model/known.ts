import type { Sequence, Step } from "./steps";

const up = { do: "up", refresh: false } as const;
const rename = { do: "rename", of: "web", to: "site" } as const;
/**
 * Makes a delete after a create fail. Of the GETs, the first finds out who the caller is, the second is the create's read of the
 * list, and the third is the delete's.
 */
const deleteFails = {
  do: "fault",
  fault: "500 of SWR",
  method: "GET",
  nth: 3,
  times: "forever",
} as const;
const killedAtDelete = { ...up, do: "kill", method: "GET", nth: 2, when: "before" } as const;
const team = { do: "add", of: "team", at: "teamA", takeOver: true, users: ["carol", "bob"] } as const;
const listed = { do: "dialect", choice: { "organization-users": "listed" } } as const;
const unwilling = { do: "takeOver", of: "web", on: false } as const;

const policy = { do: "add", of: "all", at: "teamA", takeOver: true, users: ["alice", "bob"] } as const;
const own = { do: "add", of: "web", at: "app", takeOver: true, users: ["alice", "bob"] } as const;
const store = { do: "repository", at: "store", exists: true } as const;

/** A list that is not exclusive and has found Carol by its import. */
const imported = [
  unwilling,
  { do: "exclusive", of: "web", on: false },
  { do: "grant", at: "app", user: "carol", auth: 1 },
  { do: "import", of: "web", at: "app" },
] as const;
/** The repository of the list, deleted and created again. */
const anew = [
  { do: "repository", at: "app", exists: false },
  { do: "repository", at: "app", exists: true },
] as const;

/**
 * Sequences that once took access from users who were declared or whom the stack had never granted it, or that the judge took for
 * such. Each is named after what the stack's user did.
 */
export const KNOWN: Readonly<Record<string, readonly Step[]>> = {
  "renamed, an up of the new resource alone by --target, then an up of all": [
    up,
    rename,
    { ...up, targets: ["site"] },
    up,
  ],
  "imported under another name, then only that name is declared": [
    unwilling,
    up,
    { do: "import", of: "site", at: "app" },
    rename,
    up,
  ],
  "renamed, and the delete of the old one fails": [up, rename, deleteFails, up, up],
  "renamed, and killed at the delete of the old one": [up, rename, killedAtDelete, up],
  "--replace, and the delete of the old one fails": [up, deleteFails, { ...up, replace: ["web"] }, up],
  "replaced in its place, the create fails after the delete, then the program is empty": [
    up,
    { do: "region", of: "web", region: "eu-nl" },
    { ...deleteFails, nth: 1, during: "create" },
    up,
    { do: "clear" },
    up,
  ],
  "the option replaceOnChanges on users, then a user more": [
    { do: "replaceOnChanges", of: "web", on: true },
    up,
    { do: "declare", of: "web", user: "carol", permission: "Read", naming: "both" },
    up,
  ],
  "an organization's list, renamed, with a stranger on it when it is destroyed": [
    team,
    up,
    { do: "rename", of: "team", to: "crew" },
    up,
    { do: "grant", at: "teamA", user: "mallory", auth: 7 },
    { do: "destroy", refresh: true },
  ],
  "a repository's list becomes a policy's, and back": [
    up,
    { do: "remove", of: "web" },
    policy,
    store,
    up,
    own,
    up,
    { do: "remove", of: "web" },
    up,
  ],
  "a policy is imported, others are granted access since, and it is refreshed": [
    { do: "clear" },
    policy,
    { do: "grant", at: "app", user: "alice", auth: 7 },
    { do: "import", of: "all", at: "teamA" },
    { do: "grant", at: "app", user: "carol", auth: 7 },
    { do: "refresh" },
    { do: "refresh" },
  ],
  "a policy is renamed, and its rules are turned": [
    { do: "clear" },
    policy,
    up,
    { do: "patterns", of: "all", rule: 1, patterns: ["web/**"] },
    { do: "rename", of: "all", to: "every" },
    up,
    { do: "reorder", of: "every" },
    { ...up, refresh: true },
  ],
  "a policy is imported, and its program says less": [
    { do: "clear" },
    policy,
    store,
    { do: "grant", at: "api", user: "mallory", auth: 7 },
    { do: "grant", at: "app", user: "alice", auth: 7 },
    { do: "grant", at: "app", user: "bob", auth: 1 },
    { do: "takeOver", of: "all", on: false },
    { do: "patterns", of: "all", rule: 0, patterns: ["web/**"] },
    { do: "import", of: "all", at: "teamA" },
    up,
    up,
  ],
  "a policy that is not exclusive is imported by the option, and its program says less": [
    { do: "clear" },
    policy,
    { do: "exclusive", of: "all", on: false },
    { do: "grant", at: "app", user: "carol", auth: 1 },
    { do: "importing", of: "all" },
    { do: "preview", refresh: false },
    { do: "takeOver", of: "all", on: false },
    { do: "preview", refresh: false },
    up,
    { do: "refresh" },
    up,
    { do: "takeOver", of: "all", on: true },
    up,
  ],
  "a list that is not exclusive is imported by the option, and its program says less": [
    unwilling,
    { do: "exclusive", of: "web", on: false },
    { do: "grant", at: "app", user: "carol", auth: 1 },
    { do: "importing", of: "web" },
    { do: "preview", refresh: false },
    up,
    { do: "grant", at: "app", user: "dave", auth: 1 },
    up,
  ],
  "a policy that is not exclusive is imported and taken over in one run": [
    { do: "clear" },
    policy,
    { do: "exclusive", of: "all", on: false },
    { do: "grant", at: "app", user: "carol", auth: 1 },
    { do: "importing", of: "all" },
    up,
  ],
  "a list that is not exclusive is imported, and replaced in its place": [
    ...imported,
    { do: "region", of: "web", region: "eu-nl" },
    up,
    up,
  ],
  "a list that is not exclusive is imported, and renamed": [...imported, rename, up, up],
  "a list is imported, its repository is made anew, and the list is destroyed": [
    ...imported,
    ...anew,
    { do: "grant", at: "app", user: "carol", auth: 1 },
    { do: "destroy" },
  ],
  "a policy is imported, replaced, and leaves a repository out": [
    { do: "clear" },
    policy,
    { do: "takeOver", of: "all", on: false },
    { do: "patterns", of: "all", rule: 0, patterns: ["web/**"] },
    { do: "grant", at: "api", user: "carol", auth: 1 },
    { do: "import", of: "all", at: "teamA" },
    { do: "region", of: "all", region: "eu-nl" },
    up,
    up,
  ],
  "a policy is imported, a repository is made anew, and the policy is destroyed": [
    { do: "clear" },
    policy,
    { do: "grant", at: "app", user: "carol", auth: 1 },
    { do: "import", of: "all", at: "teamA" },
    ...anew,
    { do: "grant", at: "app", user: "carol", auth: 1 },
    { do: "refresh" },
    { do: "destroy" },
  ],
  "a policy's first write of a repository fails half-way": [
    { do: "clear" },
    policy,
    { do: "grant", at: "app", user: "mallory", auth: 7 },
    { do: "fault", fault: "500 of SWR", method: "DELETE", nth: 1, times: "forever", at: "app" },
    up,
    { do: "takeOver", of: "all", on: false },
    { do: "preview", refresh: false },
    up,
  ],
  "a list is imported, its repository is made anew, and the list is refreshed and destroyed": [
    ...imported,
    ...anew,
    { do: "grant", at: "app", user: "carol", auth: 1 },
    { do: "refresh" },
    { do: "destroy" },
  ],
  "a policy is refused a new repository, and makes the others as declared": [
    { do: "clear" },
    policy,
    up,
    { do: "takeOver", of: "all", on: false },
    store,
    { do: "grant", at: "store", user: "mallory", auth: 7 },
    { do: "drop", of: "all", user: "bob" },
    up,
  ],
  "others grant access, and it is previewed": [
    up,
    { do: "grant", at: "app", user: "mallory", auth: 7 },
    { do: "preview", refresh: false },
  ],
  "a policy imports the users of a list beside it": [
    { do: "clear" },
    policy,
    { do: "exclusive", of: "all", on: false },
    { do: "add", of: "web", at: "app", takeOver: false, users: ["carol"], beside: true },
    { ...up, targets: ["web"] },
    { do: "importing", of: "all" },
    up,
    up,
  ],
  "a policy's repository gets a list of its own, without takeOver, and previews with any refresh": [
    { do: "clear" },
    policy,
    up,
    { do: "add", of: "web", at: "app", takeOver: false, users: ["mallory"] },
    { do: "preview", refresh: true },
    { do: "preview", refresh: false },
    { ...up, refresh: true },
  ],
  "an organization's list that changes above a repository's, where the server shows it there": [
    listed,
    team,
    up,
    up,
    { do: "drop", of: "team", user: "carol" },
    { do: "declare", of: "team", user: "dave", permission: "Write", naming: "name" },
    up,
    up,
    { do: "remove", of: "team" },
    up,
    up,
  ],
};

/** Each sequence on both hosts. Writes come one after another, so that each run sends the same requests. */
export const KNOWN_SEQUENCES: readonly (readonly [string, Sequence])[] = Object.entries(KNOWN).flatMap(
  ([name, steps]) =>
    (["hooks", "plugin"] as const).map(
      (host) => [`${name} (${host})`, { method: "key", host, parallel: false, steps }] as const,
    ),
);
