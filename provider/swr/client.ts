import { withAuth, withGate } from "../http/auth";
import { type CurrentCancellation, withCancellation } from "../http/cancel";
import { withLimit } from "../http/limit";
import { compose, type Handler, type Place, type Scope } from "../http/pipeline";
import { secretsOf } from "../http/proof";
import { createRedactor, SHORTEST_IN_DATA, withoutEcho, withRedaction } from "../http/redact";
import { retryRules, withRetry } from "../http/retry";
import { withTimeout } from "../http/timeout";
import { createTransport, proxySecrets } from "../http/transport";
import { endpointsOf, type Settings } from "../settings";
import { accountOf, type Credentials } from "../settings/credentials";
import {
  type AccessApi,
  createOrganizationAccessApi,
  createRepositoryAccessApi,
  type OrganizationRef,
  type RepositoryRef,
} from "./access";
import type { Service } from "./call";
import { refusalOf } from "./codes";
import { createIam, type Iam } from "./iam";
import { createIdentity, methodOf } from "./identity";

/** One family of SWR's operations, as a file of this folder exports it: `organizations`. It makes the calls of a service. */
export type Family<Api extends object> = (service: Service) => Api;

/** SWR and IAM, as one caller in one region. */
export interface SwrClient {
  /** Access lists of repositories. */
  readonly access: AccessApi<RepositoryRef>;
  /** Access lists of organizations. */
  readonly organizationAccess: AccessApi<OrganizationRef>;
  /** Any other family of operations: `client.of(organizations).read(name)`. They are made once for each client. */
  readonly of: <Api extends object>(family: Family<Api>) => Api;
  readonly iam: Iam;
}

export type Sleep = (milliseconds: number) => Promise<void>;

/** What a client takes from its process: where lines go, the clock, how to wait, what cancels it. */
export interface Surroundings {
  /** Shows the user one line. */
  readonly notify: (line: string) => void;
  readonly sleep: Sleep;
  readonly now: () => Date;
  readonly cancellation?: CurrentCancellation;
}

/** The metadata service is on the same host, so it answers fast or not at all. Milliseconds. */
const METADATA_TIMEOUT = 2_000;

/** All that a request passes through on its way out, for each service alike. */
function createHandler(settings: Settings, { notify, sleep, now, cancellation }: Surroundings): Handler {
  const { budgets, tls } = settings;
  const transport = createTransport(budgets.maxConcurrency, tls);
  const redactor = createRedactor([...secretsOfSettings(settings), ...proxySecrets(process.env)]);
  const redaction = withRedaction(redactor);
  // Passwords are not looked for in data: they are sent to a login or a proxy only, and may be words that names have, too.
  const proofs = createRedactor(proofsOf(settings.credentials), SHORTEST_IN_DATA);
  const say = (line: string): void => {
    notify(redactor(line));
  };
  const retry = withRetry(retryRules(budgets), refusalOf, say, sleep);
  const inside = [
    withLimit(budgets.maxConcurrency),
    ...(cancellation === undefined ? [] : [withCancellation(cancellation)]),
    withTimeout(budgets.requestTimeout),
  ];
  const identity = createIdentity(
    settings,
    {
      open: compose(transport, redaction, retry, ...inside),
      nearby: compose(transport, redaction, withTimeout(METADATA_TIMEOUT)),
      as: (other) => compose(transport, redaction, retry, withAuth(other, refusalOf, now), ...inside),
    },
    (secrets) => {
      redactor.add(secrets);
      proofs.add(secrets);
    },
    now,
  );
  const gate = withGate(refusalOf);
  return compose(
    transport,
    redaction,
    withoutEcho(proofs),
    retry,
    gate,
    withAuth(identity, refusalOf, now),
    ...inside,
  );
}

/** Every text of the settings that must never be shown. */
function secretsOfSettings({ credentials, tls }: Settings): string[] {
  const clientKey = tls.key === undefined ? [] : [tls.key];
  const password = credentials.method === "password" ? [credentials.password] : [];
  return [...proofsOf(credentials), ...password, ...clientKey];
}

/** The keys and tokens among them; those of a login, an agency or a machine are issued later. */
const proofsOf = (credentials: Credentials): string[] =>
  credentials.method === "token" || credentials.method === "key" ? secretsOf(credentials) : [];

/** The same service, whose requests name the project. The project may have to be looked up first. */
function inProject(service: Service, project: () => Promise<Place | undefined>): Service {
  return {
    ...service,
    send: async (request) => {
      const place = await project();
      return service.send(
        place === undefined ? request : { ...request, scope: { ...request.scope, project: place } },
      );
    },
  };
}

/** The account the caller acts in, as far as the settings say. */
function actingAccountOf({ credentials, agency, domainId }: Settings): Place | undefined {
  if (agency !== undefined) return agency.domain;
  return domainId === undefined ? accountOf(credentials) : { id: domainId };
}

/** The project of a region, as the settings name it; a project id is of the settings' own region. */
function projectOf(settings: Settings, region: string | undefined): Place | undefined {
  const { projectId, projectName } = region === settings.region ? settings : {};
  if (projectId !== undefined) return { id: projectId };
  const name = projectName ?? region;
  return name === undefined ? undefined : { name };
}

/** One client for each region. All share connections and the gate; clients of the same IAM share its answers. */
export function createClients(
  settings: Settings,
  surroundings: Surroundings,
): (region: string | undefined) => SwrClient {
  const send = createHandler(settings, surroundings);
  const method = methodOf(settings);
  const clients = new Map<string | undefined, SwrClient>();
  const iams = new Map<string, Iam>();
  const account = actingAccountOf(settings);
  const iamAt = (endpoint: string, project: Place | undefined): Iam => {
    // A login is made for an account or a project. For IAM it is the account, where that is known.
    const place: Omit<Scope, "iam"> =
      account !== undefined ? { domain: account } : project !== undefined ? { project } : {};
    const scope = { iam: endpoint, ...(method === "password" ? place : {}) };
    const iam = iams.get(endpoint) ?? createIam({ send, method, endpoint, scope }, account);
    iams.set(endpoint, iam);
    return iam;
  };
  const create = (region: string | undefined): SwrClient => {
    const { swr, iam: iamEndpoint } = endpointsOf(settings, region);
    const named = projectOf(settings, region);
    const iam = iamAt(iamEndpoint, named);
    const project = async (): Promise<Place | undefined> => {
      // A token belongs to a project already. A login may name the project by id or name, a signed request only by its id.
      if (method === "token") return undefined;
      if (method === "password" || named?.name === undefined) return named;
      return { id: await iam.projectId(named.name) };
    };
    const service = inProject({ send, method, endpoint: swr, scope: { iam: iamEndpoint } }, project);
    const made = new Map<unknown, object>();
    const of = <Api extends object>(family: Family<Api>): Api => {
      const api = (made.get(family) as Api | undefined) ?? family(service);
      made.set(family, api);
      return api;
    };
    return {
      iam,
      access: createRepositoryAccessApi(service),
      organizationAccess: createOrganizationAccessApi(service),
      of,
    };
  };
  return (region) => {
    const client = clients.get(region) ?? create(region);
    clients.set(region, client);
    return client;
  };
}
