import { done, objectBody, organizationOf, type UserCall } from "../api/call";
import { type Answer, swrError } from "../api/refusals";
import { parseFilter } from "../api/listing";
import { isOrganizationName } from "../api/names";
import { MANAGE, organizationRight, READ, repositoryRight } from "./access/rights";
import type { Organization } from "../store/store";

/** Organizations one user may own. */
const QUOTA = 5;

export function createNamespace(call: UserCall): Answer {
  const { store } = call.cloud;
  if (!call.caller.admin) throw swrError.mayNot();
  const { namespace: name } = objectBody(call);
  if (name === undefined) throw swrError.mandatoryMissing();
  if (typeof name !== "string" || !isOrganizationName(name)) throw swrError.badOrganizationName();
  // `library` is reserved, and a name can belong to an account one cannot see.
  if (name === "library" || store.organizations.has(name)) throw swrError.organizationExists(name);
  const owned = [...store.organizations.values()].filter(({ creator }) => creator.id === call.caller.id);
  if (owned.length >= QUOTA) throw swrError.tooManyOrganizations();
  store.addOrganization(name, call.caller);
  // Terraform's providers take a 202 for a failure here.
  return done(call, 201, { accepted: 201 });
}

export function listNamespaces(call: UserCall): Answer {
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

export function showNamespace(call: UserCall): Answer {
  const organization = organizationOf(call);
  if (!isVisible(call, organization)) throw swrError.mayNotUse();
  return { status: 200, body: wire(call, organization) };
}

export function deleteNamespaces(call: UserCall): Answer {
  const organization = organizationOf(call);
  if (organizationRight(organization, call.caller) < MANAGE) throw swrError.mayNotManageOrganization();
  if (organization.repositories.size > 0) throw swrError.organizationNotEmpty();
  call.cloud.store.organizations.delete(organization.name);
  return done(call, 204);
}

const isOwn = ({ caller }: UserCall, organization: Organization): boolean =>
  organizationRight(organization, caller) >= READ;

/** Also through a permission on one of its repositories. */
const isVisible = (call: UserCall, organization: Organization): boolean =>
  [...organization.repositories.values()].some(
    (repository) => repositoryRight(organization, repository, call.caller) >= READ,
  ) || isOwn(call, organization);

/** Only the list with `mode::visible` carries them. Its creator counts as a user, listed or not. */
const countsOf = ({ creator, access, repositories }: Organization): object => ({
  access_user_count: new Set([creator.id, ...access.all().map(({ userId }) => userId)]).size,
  repo_count: repositories.size,
});

const wire = ({ caller }: UserCall, organization: Organization): object => ({
  id: organization.id,
  name: organization.name,
  creator_name: organization.creator.name,
  auth: organizationRight(organization, caller),
});
