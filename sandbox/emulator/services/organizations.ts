import { type Cloud, done, objectBody, organizationOf, type UserCall } from "../api/call";
import { parseFilter } from "../api/listing";
import { isOrganizationName } from "../api/names";
import { type Answer, swr, swrError } from "../api/refusals";
import { base, namespace, operation } from "../api/route";
import { type Backdoor, type Control, ControlError, organizationNamed, userNamed } from "../api/backdoor";
import { object, text } from "../schema";
import type { Organization, Store } from "../store/store";
import type { User } from "../store/user";
import { listOf } from "./access/lists";
import { MANAGE, organizationRight, READ, rightOn } from "./access/rights";
import type { Family } from "./family";

/** Organizations one user may own. */
const QUOTA = 5;

const refusals = {
  tooManyOrganizations: swr(4000097, "The maximum number of organizations has been exceeded."),
  organizationNotEmpty: swr(4060074, "The organization cannot be deleted because there are images in it."),
  organizationExists: swr(4090060, "The organization already exists."),
};

/** Organizations, which hold repositories. */
export const organizations = {
  routes: [
    operation("createNamespace", "POST", `${base}/namespaces`, createNamespace),
    operation("listNamespaces", "GET", `${base}/namespaces`, listNamespaces),
    operation("showNamespace", "GET", namespace, showNamespace),
    operation("deleteNamespaces", "DELETE", namespace, deleteNamespaces),
  ],
  backdoor,
} satisfies Family;

export interface OrganizationMethods {
  createOrganization(organization: { name: string; creator?: string }): void;
  /** With all its repositories. */
  deleteOrganization(name: string): void;
}

function backdoor(cloud: Cloud): Backdoor<OrganizationMethods> {
  const methods: OrganizationMethods = {
    createOrganization({ name, creator }) {
      const { store } = cloud;
      if (!isOrganizationName(name)) throw new ControlError(`"${name}" is not a name for an organization.`);
      if (store.organizations.has(name)) throw new ControlError(`There is an organization "${name}".`);
      store.addOrganization(name, creator === undefined ? anyAdmin(store) : userNamed(store, creator));
    },
    deleteOrganization(name) {
      cloud.store.organizations.delete(organizationNamed(cloud.store, name).name);
    },
  };
  return { methods, controls: controlsOf(methods) };
}

const controlsOf = (methods: OrganizationMethods): Control[] => [
  {
    method: "POST",
    path: "/organizations",
    body: object({ name: text }, { creator: text }),
    run: ({ body }) => {
      methods.createOrganization(body as { name: string });
    },
  },
  {
    method: "DELETE",
    path: "/organizations/:name",
    run: ({ params }) => {
      methods.deleteOrganization(params["name"] ?? "");
    },
  },
];

function anyAdmin(store: Store): User {
  const admin = [...store.users.values()].find((user) => user.admin);
  if (admin === undefined) throw new ControlError("There is no administrator: name a creator.");
  return admin;
}

function createNamespace(call: UserCall): Answer {
  const { store } = call.cloud;
  if (!call.caller.admin) throw swrError.mayNot();
  const { namespace: name } = objectBody(call);
  if (name === undefined) throw swrError.mandatoryMissing();
  if (typeof name !== "string" || !isOrganizationName(name)) throw swrError.badOrganizationName();
  // `library` is reserved, and a name can belong to an account one cannot see.
  if (name === "library" || store.organizations.has(name)) throw refusals.organizationExists(name);
  const owned = [...store.organizations.values()].filter(({ creator }) => creator.id === call.caller.id);
  if (owned.length >= QUOTA) throw refusals.tooManyOrganizations();
  store.addOrganization(name, call.caller);
  // Terraform's providers take a 202 for a failure here.
  return done(call, 201, { accepted: 201 });
}

function listNamespaces(call: UserCall): Answer {
  const filter = parseFilter(call.query, ["namespace", "mode"]);
  const withVisible = filter.get("mode") === "visible";
  const name = filter.get("namespace");
  const namespaces = [...call.cloud.store.organizations.values()]
    .filter((organization) => (withVisible ? isVisible : isOwn)(call, organization))
    .filter((organization) => name === undefined || organization.name === name)
    .map((organization) => ({
      ...wire(call, organization),
      ...(withVisible ? countsOf(organization) : {}),
    }));
  return { status: 200, body: { namespaces } };
}

function showNamespace(call: UserCall): Answer {
  const organization = organizationOf(call);
  if (!isVisible(call, organization)) throw swrError.mayNotUse();
  return { status: 200, body: wire(call, organization) };
}

function deleteNamespaces(call: UserCall): Answer {
  const organization = organizationOf(call);
  if (organizationRight(organization, call.caller) < MANAGE) throw swrError.mayNotManageOrganization();
  if (organization.repositories.size > 0) throw refusals.organizationNotEmpty();
  call.cloud.store.organizations.delete(organization.name);
  return done(call, 204);
}

const isOwn = ({ caller }: UserCall, organization: Organization): boolean =>
  organizationRight(organization, caller) >= READ;

/** Also through a permission on one of its repositories. */
const isVisible = (call: UserCall, organization: Organization): boolean =>
  [...organization.repositories.values()].some(
    (repository) => rightOn(call, { organization, repository }) >= READ,
  ) || isOwn(call, organization);

/** Only the list with `mode::visible` carries them. Its creator counts as a user, listed or not. */
const countsOf = (organization: Organization): object => ({
  access_user_count: new Set([
    organization.creator.id,
    ...listOf({ organization })
      .all()
      .map(({ userId }) => userId),
  ]).size,
  repo_count: organization.repositories.size,
});

const wire = ({ caller }: UserCall, organization: Organization): object => ({
  id: organization.id,
  name: organization.name,
  creator_name: organization.creator.name,
  auth: organizationRight(organization, caller),
});
