/** Reports for pictures and tests: one as a company may have it, and one of any size. */
import type { GrantStatus, Report, ReportedGrant, ReportedOrganization } from "../cli/report/types";
import { REPORT_VERSION } from "../cli/report/types";
import { Random } from "./random";

const STATUSES: readonly GrantStatus[] = [
  "declared",
  "drifted",
  "missing",
  "undeclared",
  "ignored",
  "expired",
  "unmanaged",
];

const BLIND_SPOTS = [
  "Administrators of the account have access to everything and are in no list.",
  "The user who made this report is in no list either.",
  "Users of an account that a repository is shared with may pull from it and are not listed one by one.",
];

type Rest = Partial<Pick<Report, "stack" | "caller" | "region" | "unread" | "blindSpots">>;

/** A report of these organizations, with the totals counted. */
export function reportOf(organizations: readonly ReportedOrganization[], rest: Rest = {}): Report {
  const lists = organizations.flatMap((it) => [it.grants, ...it.repositories.map(({ grants }) => grants)]);
  const grants = lists.flatMap((list) => list ?? []);
  const there = grants.filter(({ permission }) => permission !== null);
  const counted = STATUSES.map((status) => [status, grants.filter((it) => it.status === status).length]);
  return {
    version: REPORT_VERSION,
    createdAt: "2026-11-26T03:00:12.000Z",
    region: "eu-de",
    caller: "ci-report",
    stack: "acme/registry/prod",
    unread: [],
    blindSpots: BLIND_SPOTS,
    ...rest,
    organizations,
    totals: {
      organizations: organizations.length,
      repositories: organizations.flatMap(({ repositories }) => repositories).length,
      users: new Set(there.map(({ userId }) => userId)).size,
      grants: there.length,
      byStatus: Object.fromEntries(counted) as Report["totals"]["byStatus"],
      unread: rest.unread?.length ?? 0,
    },
  };
}

/** The id of an example's user: 32 digits, as IAM has them, made of the name. */
export const idOf = (userName: string): string =>
  Buffer.from(userName).toString("hex").padEnd(32, "0").slice(0, 32);

/** An entry that is as declared, unless `rest` says otherwise. */
export const grantOf = (
  userName: string,
  permission: string,
  rest: Partial<ReportedGrant> = {},
): ReportedGrant => ({
  userId: idOf(userName),
  userName,
  permission,
  declared: permission,
  status: "declared",
  declaredBy: null,
  expiresAt: null,
  ...rest,
});

/** Who works on what: the first of a team manages it, the rest writes. */
const TEAMS: Readonly<Record<string, readonly string[]>> = {
  payments: ["alice", "bruno", "chen", "dmitri"],
  platform: ["erika", "farid", "greta"],
  data: ["hiro", "ines", "jonas", "kavita"],
  web: ["lena", "marco", "nadia", "alice"],
};
const EVERYBODY = [...new Set(Object.values(TEAMS).flat())];

const FOLDERS: readonly (readonly [organization: string, folder: string, team: string, names: string])[] = [
  ["payments", "api/", "payments", "gateway ledger payouts refunds webhooks"],
  ["payments", "jobs/", "payments", "reconcile settle statements"],
  ["payments", "web/", "web", "checkout dashboard"],
  ["payments", "", "payments", "fraud-rules risk-model"],
  ["platform", "base/", "platform", "alpine debian distroless node python"],
  ["platform", "ci/", "platform", "builder cosign runner"],
  ["platform", "", "platform", "ingress vault-agent"],
  ["data", "etl/", "data", "clickstream ingest warehouse-load"],
  ["data", "ml/", "data", "features serving training-gpu"],
  ["data", "", "data", "jupyter"],
];

const access = (organization: string, repository: string): string =>
  `urn:pulumi:prod::registry::swr:index:RepositoryAccess::${organization}-${repository.replace("/", "-")}`;

type Change = readonly [path: string, userName: string, change: Partial<ReportedGrant>];

const gone = { declared: null };
/** What somebody did behind the stack's back. */
const CHANGES: readonly Change[] = [
  ["payments/api/ledger", "mallory", { ...gone, permission: "Manage", status: "undeclared" }],
  ["payments/api/payouts", "mallory", { ...gone, permission: "Write", status: "undeclared" }],
  ["payments/api/gateway", "nadia", { ...gone, permission: "Write", status: "undeclared" }],
  ["platform/base/node", "jonas", { permission: "Write", declared: "Read", status: "drifted" }],
  ["payments/web/checkout", "marco", { permission: "Manage", declared: "Write", status: "drifted" }],
  ["payments/api/refunds", "chen", { permission: null, declared: "Write", status: "missing" }],
  ["data/ml/serving", "ines", { permission: "Read", declared: "Write", status: "drifted" }],
  [
    "data/etl/ingest",
    "contractor-7",
    { permission: "Write", declared: "Write", status: "expired", expiresAt: "2026-10-31T23:59:00.000Z" },
  ],
  ["platform/ci/runner", "scanner", { ...gone, permission: "Read", status: "ignored" }],
];

function companyGrants(organization: string, folder: string, team: string, name: string): ReportedGrant[] {
  const path = `${organization}/${folder}${name}`;
  const declaredBy = access(organization, `${folder}${name}`);
  const random = new Random(path.length * 7919 + path.charCodeAt(path.length - 2));
  const members = TEAMS[team] ?? [];
  const readers = EVERYBODY.filter((it) => !members.includes(it) && random.isIn(0.14));
  const grants = [
    ...members.map((it, index) => grantOf(it, index === 0 ? "Manage" : "Write", { declaredBy })),
    ...readers.map((it) => grantOf(it, "Read", { declaredBy })),
    grantOf("ci-build", "Write", { declaredBy }),
  ];
  const changed = CHANGES.filter(([where]) => where === path);
  return [
    ...grants.filter(({ userName }) => changed.every(([, it]) => it !== userName)),
    ...changed.map(([, userName, change]) => grantOf(userName, "Read", { declaredBy, ...change })),
  ];
}

/** Three organizations, as a company may have them one morning. */
export function companyReport(): Report {
  const names = [...new Set(FOLDERS.map(([organization]) => organization))];
  const organizations = names.map((name): ReportedOrganization => {
    const declaredBy = `urn:pulumi:prod::registry::swr:index:OrganizationAccess::${name}`;
    const [lead = ""] = TEAMS[name] ?? [];
    return {
      name,
      grants: [
        grantOf("ci-deploy", "Read", { declaredBy }),
        grantOf(lead, "Manage", { declaredBy }),
        ...(name === "platform"
          ? [grantOf("oscar", "Manage", { declared: null, declaredBy, status: "undeclared" as const })]
          : []),
      ],
      repositories: FOLDERS.filter(([organization]) => organization === name).flatMap(
        ([organization, folder, team, repositories]) =>
          repositories.split(" ").map((repository) => ({
            name: folder + repository,
            isPublic: folder === "base/" && repository !== "python",
            sharedWith: repository === "gateway" ? ["acme-partners", "acme-edge"] : [],
            grants:
              repository === "training-gpu" ? null : companyGrants(organization, folder, team, repository),
          })),
      ),
    };
  });
  const message =
    "SWR answered 403 (SVCSTG.SWR.4030000): the caller may not read this list. Give it Manage there.";
  return reportOf(organizations, { unread: [{ subject: "data/ml/training-gpu", message }] });
}

export interface Size {
  readonly users: number;
  readonly repositories: number;
  /** How many of all cells hold a grant: 1 for every user everywhere. */
  readonly share: number;
}

/** A report of this size, with 100 repositories in each organization and 10 in each folder. */
export function largeReport({ users, repositories, share }: Size): Report {
  const random = new Random(users * repositories);
  const names = Array.from({ length: users }, (_, index) => `user-${String(index).padStart(3, "0")}`);
  const grantsFor = (path: string): ReportedGrant[] =>
    names
      .filter(() => random.isIn(share))
      .map((name) => {
        const permission = random.pick(["Read", "Read", "Write", "Manage"]);
        const isStrange = random.isIn(0.002);
        return grantOf(name, permission, {
          ...(isStrange ? { declared: null, status: "undeclared" } : {}),
          declaredBy: `urn:pulumi:prod::registry::swr:index:RepositoryAccess::${path}`,
        });
      });
  const organizations = Array.from({ length: Math.ceil(repositories / 100) }, (_, at) => {
    const name = `organization-${String(at).padStart(2, "0")}`;
    const members = Array.from({ length: Math.min(100, repositories - at * 100) }, (_unused, index) => {
      const own = `folder-${String(Math.floor(index / 10))}/repository-${String(index)}`;
      return { name: own, isPublic: false, sharedWith: [], grants: grantsFor(`${name}-${own}`) };
    });
    return { name, grants: [], repositories: members };
  });
  return reportOf(organizations);
}
