import type { Handler, OpenCall } from "../../api/call";
import type { Route } from "../../api/route";
import type { Family } from "../family";
import { ofAccount } from "./agencies";
import { backdoor } from "./backdoor";
import * as login from "./login";
import * as lookUps from "./lookUps";
import * as temporaryCredentials from "./temporaryCredentials";

/** IAM: users, their credentials, and what tells clients where the services are. */
export const iam = {
  routes: [
    open("keystoneListVersions", "GET", "/", lookUps.listKeystoneVersions),
    open("showApiVersion", "GET", "/v2", lookUps.showApiVersion),
    open("keystoneShowVersion", "GET", "/v3", lookUps.showKeystoneVersion),
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
    guarded("keystoneListAuthProjects", "GET", "/v3/auth/projects", lookUps.listProjects),
    guarded("keystoneListAuthDomains", "GET", "/v3/auth/domains", lookUps.listDomains),
    guarded("keystoneListProjects", "GET", "/v3/projects", lookUps.listProjects),
    guarded("keystoneListUsers", "GET", "/v3/users", lookUps.listUsers),
    guarded("keystoneShowUser", "GET", "/v3/users/:user_id", lookUps.showUser),
    guarded("showUser", "GET", "/v3.0/OS-USER/users/:user_id", lookUps.showUser),
  ],
  backdoor,
  account: ofAccount,
} satisfies Family;

/** An operation for whoever is logged in. */
function guarded(operation: string, method: Route["method"], path: string, handle: Handler): Route {
  return { operation, method, path, service: "iam", handle };
}

/** An operation for everybody: it judges credentials itself, if it asks for any. */
function open(operation: string, method: Route["method"], path: string, handle: Handler<OpenCall>): Route {
  return { operation, method, path, service: "iam", open: true, handle };
}
