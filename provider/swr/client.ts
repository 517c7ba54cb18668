import { secretsOf, withAuth, withGate } from "../http/auth";
import { withLimit } from "../http/limit";
import { compose, type Handler } from "../http/pipeline";
import { createRedactor, withRedaction } from "../http/redact";
import { retryRules, withRetry } from "../http/retry";
import { withTimeout } from "../http/timeout";
import { createTransport } from "../http/transport";
import { endpointsOf, type Settings } from "../settings";
import { type AccessApi, createAccessApi } from "./access";
import type { Service } from "./call";
import { createIam, type Iam } from "./iam";

/** SWR and IAM, as one caller in one region. */
export interface SwrClient {
  readonly access: AccessApi;
  readonly iam: Iam;
}

export type Sleep = (milliseconds: number) => Promise<void>;

/** The onion every request goes through, whichever service it is for. */
function createHandler(
  { credentials, budgets }: Settings,
  notify: (line: string) => void,
  sleep: Sleep,
): Handler {
  return compose(
    createTransport(budgets.maxConcurrency),
    withRedaction(createRedactor(secretsOf(credentials))),
    withRetry(retryRules(budgets), notify, sleep),
    withGate(),
    withAuth(credentials),
    withLimit(budgets.maxConcurrency),
    withTimeout(budgets.requestTimeout),
  );
}

/** A service whose requests name their project once IAM has told its id. */
function inProject(service: Service, projectId: () => Promise<string | undefined>): Service {
  return {
    ...service,
    send: async (request) => {
      const id = await projectId();
      return service.send(
        id === undefined ? request : { ...request, headers: { ...request.headers, "x-project-id": id } },
      );
    },
  };
}

/** Clients of all regions share connections and the gate; those with one IAM also what it said. */
export function createClients(
  settings: Settings,
  notify: (line: string) => void,
  sleep: Sleep,
): (region: string | undefined) => SwrClient {
  const send = createHandler(settings, notify, sleep);
  const method = settings.credentials.method;
  const clients = new Map<string | undefined, SwrClient>();
  const iams = new Map<string, Iam>();
  const iamAt = (endpoint: string): Iam => {
    const iam = iams.get(endpoint) ?? createIam({ send, method, headers: {}, endpoint }, settings.domainId);
    iams.set(endpoint, iam);
    return iam;
  };
  const create = (region: string | undefined): SwrClient => {
    const { swr, iam: iamEndpoint } = endpointsOf(settings, region);
    const iam = iamAt(iamEndpoint);
    const projectId = async (): Promise<string | undefined> => {
      // A token is of one project already; a project id is of the settings' own region.
      if (method === "token") return undefined;
      if (settings.projectId !== undefined && region === settings.region) return settings.projectId;
      const name = (region === settings.region ? settings.projectName : undefined) ?? region;
      return name === undefined ? undefined : iam.projectId(name);
    };
    return {
      iam,
      access: createAccessApi(inProject({ send, method, headers: {}, endpoint: swr }, projectId)),
    };
  };
  return (region) => {
    const client = clients.get(region) ?? create(region);
    clients.set(region, client);
    return client;
  };
}
