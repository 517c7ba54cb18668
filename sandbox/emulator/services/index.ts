import * as access from "./access/handlers";
import type { Handler, OpenCall } from "../api/call";
import * as iam from "./iam/lookUps";
import * as login from "./iam/login";
import * as organizations from "./organizations";
import * as repositories from "./repositories";
import * as tags from "./tags";
import * as temporaryCredentials from "./iam/temporaryCredentials";

/** One operation of the API; `operation` is the API's own name of it. */
export type Route = {
  operation: string;
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  service: "swr" | "iam";
} & ({ open: true; handle: Handler<OpenCall> } | { open?: false; handle: Handler });

const base = "/v2/manage";
const namespace = `${base}/namespaces/:namespace`;
const repository = `${namespace}/repos/:repository`;

/** Every path the emulator knows; all others, and other methods, are the gateway's 404. */
export const routes: readonly Route[] = [
  swr("createNamespace", "POST", `${base}/namespaces`, organizations.createNamespace),
  swr("listNamespaces", "GET", `${base}/namespaces`, organizations.listNamespaces),
  swr("showNamespace", "GET", namespace, organizations.showNamespace),
  swr("deleteNamespaces", "DELETE", namespace, organizations.deleteNamespaces),

  swr("createNamespaceAuth", "POST", `${namespace}/access`, access.createNamespaceAuth),
  swr("showNamespaceAuth", "GET", `${namespace}/access`, access.showNamespaceAuth),
  swr("updateNamespaceAuth", "PATCH", `${namespace}/access`, access.updateNamespaceAuth),
  swr("deleteNamespaceAuth", "DELETE", `${namespace}/access`, access.deleteNamespaceAuth),

  swr("createRepo", "POST", `${namespace}/repos`, repositories.createRepo),
  swr("listReposDetails", "GET", `${base}/repos`, repositories.listReposDetails),
  swr("showRepository", "GET", repository, repositories.showRepository),
  swr("updateRepo", "PATCH", repository, repositories.updateRepo),
  swr("deleteRepo", "DELETE", repository, repositories.deleteRepo),

  swr("listRepositoryTags", "GET", `${repository}/tags`, tags.listRepositoryTags),
  swr("deleteRepoTag", "DELETE", `${repository}/tags/:tag`, tags.deleteRepoTag),

  swr("createUserRepositoryAuth", "POST", `${repository}/access`, access.createUserRepositoryAuth),
  swr("showUserRepositoryAuth", "GET", `${repository}/access`, access.showUserRepositoryAuth),
  swr("updateUserRepositoryAuth", "PATCH", `${repository}/access`, access.updateUserRepositoryAuth),
  swr("deleteUserRepositoryAuth", "DELETE", `${repository}/access`, access.deleteUserRepositoryAuth),

  open("keystoneListVersions", "GET", "/", iam.listKeystoneVersions),
  open("showApiVersion", "GET", "/v2", iam.showApiVersion),
  open("keystoneShowVersion", "GET", "/v3", iam.showKeystoneVersion),
  open("keystoneCreateUserToken", "POST", "/v3/auth/tokens", login.createToken),
  open(
    "createTemporaryAccessKey",
    "POST",
    "/v3.0/OS-CREDENTIAL/securitytokens",
    temporaryCredentials.createTemporaryAccessKey,
  ),
  open("showSecurityKey", "GET", "/openstack/latest/securitykey", temporaryCredentials.showSecurityKey),
  guarded("keystoneValidateToken", "GET", "/v3/auth/tokens", login.showToken),
  guarded("keystoneShowCatalog", "GET", "/v3/auth/catalog", login.showCatalog),
  guarded("keystoneListAuthProjects", "GET", "/v3/auth/projects", iam.listProjects),
  guarded("keystoneListAuthDomains", "GET", "/v3/auth/domains", iam.listDomains),
  guarded("keystoneListProjects", "GET", "/v3/projects", iam.listProjects),
  guarded("keystoneListUsers", "GET", "/v3/users", iam.listUsers),
  guarded("keystoneShowUser", "GET", "/v3/users/:user_id", iam.showUser),
  guarded("showUser", "GET", "/v3.0/OS-USER/users/:user_id", iam.showUser),
];

function swr(operation: string, method: Route["method"], path: string, handle: Handler): Route {
  return { operation, method, path, service: "swr", handle };
}

function guarded(operation: string, method: Route["method"], path: string, handle: Handler): Route {
  return { operation, method, path, service: "iam", handle };
}

function open(operation: string, method: Route["method"], path: string, handle: Handler<OpenCall>): Route {
  return { operation, method, path, service: "iam", open: true, handle };
}
