/** Random organizations, with whatever names and lists a cloud may hold. */
import fc from "fast-check";
import type { Live, LiveGrant, LiveOrganization } from "../../../cli/live/types";

/** Names that need care: quotes, expressions, other scripts, marks that turn text, words of YAML. */
export const NAMES = [
  ...["alice", "Alice", "bob", "constructor", "José Ñandú", "a.b-c_d", "true", "007", "1e3", "users"],
  ...[
    "it's",
    'say "hi"',
    `both ' and "`,
    "back\\slash",
    "${alice.users}",
    "$$ cash",
    "# no comment",
    "- dash",
    "a: b",
  ],
  ...[
    "张三",
    "山田 太郎",
    "김철수",
    "Жанна",
    "דנה",
    "مريم",
    "😀 smile",
    "rtl\u202eevil",
    "zero\u200bwidth",
    "e\u0301",
    "~",
  ],
];

export interface WorldUser {
  readonly id: string;
  readonly name: string;
}

/** `[user, auth]`. The user is an index into the world's users. */
type Grants = readonly (readonly [user: number, auth: number])[];

export interface World {
  readonly users: readonly WorldUser[];
  readonly organizations: readonly {
    readonly name: string;
    readonly grants: Grants;
    readonly repositories: readonly {
      readonly name: string;
      readonly isPublic: boolean;
      readonly category: string;
      readonly description: string;
      readonly grants: Grants;
    }[];
  }[];
}

const users = fc
  .uniqueArray(fc.constantFrom(...NAMES), { minLength: 4, maxLength: 9 })
  .map((names) => names.map((name, at): WorldUser => ({ id: String(at + 1).padStart(32, "ab"), name })));

const grantsAmong = (count: number, auths: readonly number[]): fc.Arbitrary<Grants> =>
  fc.uniqueArray(fc.tuple(fc.nat(count - 1), fc.constantFrom(...auths)), {
    maxLength: 4,
    selector: ([user]) => user,
  });

const part = fc.constantFrom("web", "api", "base", "a", "web-app", "v1.2", "old");
const repositoryName = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
const description = fc.constantFrom(
  ...[
    "",
    "",
    "The shop.",
    'A "quoted" text',
    "两行\n说明，很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长",
  ],
  ...["costs ${money}", "x".repeat(90)],
);

interface Size {
  /** SWR's numbers that occur. Those beside 1, 3 and 7 are not documented. */
  readonly auths?: readonly number[];
  /** Further users who may be in lists, and who call. */
  readonly callers?: readonly WorldUser[];
  /** How many repositories an organization has at most. */
  readonly most?: number;
}

const organizationOf = (name: string, count: number, { auths = [1, 3, 7, 7, 1, 3, 5], most = 12 }: Size) =>
  fc.array(grantsAmong(count, auths), { minLength: 1, maxLength: 4 }).chain((sets) => {
    const repositoryOf = (repository: string) =>
      fc.record({
        name: fc.constant(repository),
        isPublic: fc.boolean(),
        category: fc.constantFrom("", "linux", "arm"),
        description,
        // Repositories share a few lists, as they do where people give access by hand.
        grants: fc.constantFrom(...sets),
      });
    const names = fc.uniqueArray(repositoryName, { maxLength: most });
    return fc.record({
      name: fc.constant(name),
      grants: grantsAmong(count, auths),
      repositories: names.chain((all) => fc.tuple(...all.sort().map(repositoryOf))),
    });
  });

/** Three organizations: two whose names are alike, and one whose name means something in Pulumi's YAML. */
export const worlds = (size: Size = {}): fc.Arbitrary<World> =>
  users.chain((others) => {
    const all = [...(size.callers ?? []), ...others];
    const organizations = ["pulumi", "team-a", "team.a"].map((name) =>
      organizationOf(name, all.length, size),
    );
    return fc.record({ users: fc.constant(all), organizations: fc.tuple(...organizations) });
  });

const WORDS: Readonly<Record<number, string>> = { 1: "Read", 3: "Write", 7: "Manage" };

/** What a scan by a user who is in no list would find. */
export function liveOf({ users: all, organizations }: World): Live {
  const grantsOf = (grants: Grants): LiveGrant[] =>
    grants.map(([user, auth]) => ({
      userId: all[user]?.id ?? "",
      userName: all[user]?.name ?? "",
      permission: WORDS[auth] ?? `auth ${String(auth)}`,
    }));
  return {
    region: "eu-de",
    caller: { userId: "c1000000000000000000000000000001", userName: "ci" },
    hasNamesOfIam: true,
    organizations: organizations.map(({ name, grants, repositories }): LiveOrganization => ({
      name,
      users: grantsOf(grants),
      repositories: repositories.map((it) => ({ ...it, users: grantsOf(it.grants), sharedWith: [] })),
    })),
    unread: [],
    blindSpots: [],
  };
}
