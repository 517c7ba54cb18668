/** A small report that has every status, both sources of access, lists that could not be read, and a public repository. */
import type { Report, ReportedRepository } from "../../../cli/report/types";
import { grantOf, reportOf } from "../../../scripts/exampleReport";

export const URN = "urn:pulumi:prod::registry::swr:index:RepositoryAccess::web-app";

const repository = (
  name: string,
  grants: ReportedRepository["grants"],
  rest: Partial<ReportedRepository> = {},
): ReportedRepository => ({ name, grants, isPublic: false, sharedWith: [], ...rest });

const undeclared = { declared: null, status: "undeclared" } as const;
const expired = { status: "expired", expiresAt: "2026-10-31T23:59:00Z" } as const;

/** 5 differences: boss and mallory undeclared, dave expired, alice drifted, carol missing. */
export const sample = (): Report =>
  reportOf(
    [
      {
        name: "team-a",
        grants: [grantOf("lead", "Manage"), grantOf("boss", "Manage", undeclared)],
        repositories: [
          repository("jobs", [grantOf("dave", "Read", expired)], {
            isPublic: true,
            sharedWith: ["acme-edge"],
          }),
          repository("secret", null, { sharedWith: null }),
          repository("web/api", [
            grantOf("bob", "Write"),
            grantOf("carol", "Write", { permission: null, status: "missing" }),
          ]),
          repository("web/app", [
            grantOf("alice", "Write", { declared: "Read", status: "drifted", declaredBy: URN }),
            grantOf("bob", "Read"),
            grantOf("mallory", "Manage", undeclared),
          ]),
        ],
      },
      {
        name: "team-b",
        grants: null,
        repositories: [
          repository("tools", [
            grantOf("bob", "Manage", { declared: null, status: "unmanaged" }),
            grantOf("robot", "auth 5", { declared: null, status: "ignored" }),
          ]),
        ],
      },
    ],
    {
      unread: [
        { subject: "team-a/secret", message: "SWR answered 403." },
        { subject: "team-b", message: "SWR did not answer." },
      ],
    },
  );
