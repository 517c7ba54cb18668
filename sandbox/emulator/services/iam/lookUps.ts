import type { Call, UserCall } from "../../api/call";
import { userIdFrom } from "../../api/names";
import type { Answer } from "../../api/refusals";
import type { User } from "../../store/user";
import { versionDocuments } from "./catalog";
import { refusals } from "./refusals";

export const listKeystoneVersions = ({ cloud }: Call): Answer => ({
  status: 300,
  body: versionDocuments.root(cloud.url),
});

export const showKeystoneVersion = ({ cloud }: Call): Answer => ({
  status: 200,
  body: versionDocuments.identity(cloud.url),
});

export const showApiVersion = ({ cloud }: Call): Answer => ({
  status: 200,
  body: versionDocuments.registry(cloud.url),
});

export function listProjects({ cloud: { store, url }, query }: Call): Answer {
  const name = query.get("name");
  const domain = query.get("domain_id");
  const projects = store.projects
    .filter((project) => name === null || project.name === name)
    .filter(() => domain === null || domain === store.account.id)
    .map((project) => ({
      ...project,
      domain_id: store.account.id,
      parent_id: store.account.id,
      is_domain: false,
      enabled: true,
      description: "",
      links: { self: `${url}/v3/projects/${project.id}` },
    }));
  return { status: 200, body: { projects, links: links(`${url}/v3/projects`) } };
}

export function listDomains({ cloud: { store, url } }: Call): Answer {
  const { id, name } = store.account;
  const domain = { id, name, enabled: true, description: "", links: { self: `${url}/v3/domains/${id}` } };
  return { status: 200, body: { domains: [domain], links: links(`${url}/v3/auth/domains`) } };
}

/** Oneself may always be looked up, others only with the right to. */
export function showUser({ cloud, caller, params }: UserCall): Answer {
  const id = userIdFrom(params["user_id"] ?? "", cloud.dialect);
  if (!caller.admin && id !== caller.id) throw refusals.forbidden();
  const user = cloud.store.users.get(id);
  if (user === undefined) throw refusals.notFound(`user: ${id}.`);
  return { status: 200, body: { user: wire(user, cloud.store.account.id, cloud.url) } };
}

export function listUsers({ cloud: { store, url }, caller, query }: UserCall): Answer {
  const name = query.get("name");
  const domain = query.get("domain_id");
  if (!caller.admin && name !== caller.name) throw refusals.forbidden();
  const users = [...store.users.values()]
    .filter((user) => name === null || user.name === name)
    .filter(() => domain === null || domain === store.account.id)
    .map((user) => wire(user, store.account.id, url));
  return { status: 200, body: { users, links: links(`${url}/v3/users`) } };
}

const wire = ({ id, name }: User, domainId: string, url: string): unknown => ({
  id,
  name,
  domain_id: domainId,
  enabled: true,
  description: "",
  password_expires_at: null,
  links: { self: `${url}/v3/users/${id}` },
});

const links = (self: string): unknown => ({ self, previous: null, next: null });
