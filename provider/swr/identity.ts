import { ConnectionError, messageOf, NotFoundError, SettingsError, SwrError } from "../errors";
import type { Handler, Scope } from "../http/pipeline";
import { fixedIdentity, type Identity, type Issued, renewingIdentity, secretsOf } from "../http/proof";
import { howToSet, type Settings } from "../settings";
import { accountOf, type Agency, type Credentials, type Metadata } from "../settings/credentials";
import type { Service } from "./call";
import type { Method } from "./failure";
import { askMetadata, assumeAgency, logIn } from "./login";

/** The handlers by which requests of a login travel. */
export interface Ways {
  /** Without any proof of who calls. */
  readonly open: Handler;
  /** To the metadata service on this machine's host: without retries, and with a short timeout. */
  readonly nearby: Handler;
  /** With the proof of an identity. */
  readonly as: (identity: Identity) => Handler;
}

/** How the caller signs in to SWR. */
export const methodOf = ({ agency, credentials }: Settings): Method =>
  agency === undefined ? credentials.method : "agency";

/** Which scopes share a proof. A key is valid for every scope, a token only for the scope that it was issued for. */
const ONE_FOR_ALL = ({ iam }: Scope): string => iam;
const ONE_A_SCOPE = ({ iam, project, domain }: Scope): string =>
  JSON.stringify([iam, project, project ?? domain]);

const NO_CREDENTIALS = `No credentials: set ${howToSet("accessKey")} and ${howToSet("secretKey")}, or ${howToSet("token")}, or ${howToSet("userName")} and ${howToSet("password")}`;

/** The key of this machine's agency. A machine that is no ECS, or has no agency, has no credentials. */
async function keyOfMachine(nearby: Handler, { endpoint, form }: Metadata): Promise<Issued> {
  const machine: Service = { endpoint, send: nearby, method: "metadata", scope: { iam: endpoint } };
  try {
    return await askMetadata(machine, form);
  } catch (thrown) {
    const isThere =
      thrown instanceof SwrError && !(thrown instanceof ConnectionError) && thrown.answer?.status !== 404;
    if (isThere && !(thrown instanceof NotFoundError)) throw thrown;
    throw new SettingsError(`${NO_CREDENTIALS}. This machine has no agency either (${messageOf(thrown)})`);
  }
}

/**
 * The caller, by the settings: the credentials themselves, or what a login, an agency or the machine gives for them. `learn`
 * is told every secret that is issued.
 */
export function createIdentity(
  settings: Settings,
  ways: Ways,
  learn: (secrets: readonly string[]) => void,
  now: () => Date,
): Identity {
  const { agency } = settings;
  const renewing = (issue: (scope: Scope) => Promise<Issued>, keyOf: (scope: Scope) => string): Identity => {
    const safely = async (scope: Scope): Promise<Issued> => {
      const issued = await issue(scope);
      learn(secretsOf(issued.proof));
      return issued;
    };
    return renewingIdentity(safely, keyOf, now);
  };
  const iamOf = (scope: Scope, send: Handler): Service => ({
    endpoint: scope.iam,
    send,
    method: methodOf(settings),
    scope,
    right: "The caller lacks the right in IAM: it has to be allowed to do this.",
  });
  const identityOf = (credentials: Credentials): Identity => {
    if (credentials.method === "token" || credentials.method === "key") return fixedIdentity(credentials);
    if (credentials.method === "metadata")
      return renewing(() => keyOfMachine(ways.nearby, credentials), ONE_FOR_ALL);
    return renewing((scope) => logIn(iamOf(scope, ways.open), credentials), ONE_A_SCOPE);
  };
  const own = identityOf(settings.credentials);
  if (agency === undefined) return own;
  return renewing((scope) => assume(scope, agency), ONE_FOR_ALL);

  /** Assumes the agency in the caller's own account, whatever scope the request has that needs it. */
  function assume({ iam }: Scope, role: Agency): Promise<Issued> {
    const domain = accountOf(settings.credentials);
    return assumeAgency(iamOf({ iam, ...(domain === undefined ? {} : { domain }) }, ways.as(own)), role);
  }
}
