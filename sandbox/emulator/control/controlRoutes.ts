import { ControlError } from "./backdoor";
import type { DialectChoice } from "../dialect";
import type { Operations } from "../emulator";
import { images, shownName, userExtras } from "../seed/seed";
import type { Emulator, Fault, Seed, SeedAgency, SeedUser, Target } from "../types";

interface ControlRequest {
  body: unknown;
  params: Record<string, string>;
  query: Record<string, string>;
}

interface ControlRoute {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  /** JSON Schema of the body. */
  body?: object;
  run: (request: ControlRequest) => unknown;
}

const text = { type: "string", minLength: 1 };

const object = (required: Record<string, unknown>, optional: Record<string, unknown> = {}): object => ({
  type: "object",
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
});

const userProperties = { name: text, ...userExtras };

/** Each control is one method of the emulator. */
export function controlRoutes(emulator: Operations): ControlRoute[] {
  const routes = [
    ...observation(emulator),
    ...replacement(emulator),
    ...accessRoutes(emulator),
    ...imageRoutes(emulator),
    ...userRoutes(emulator),
    ...credentialRoutes(emulator),
    ...behaviour(emulator),
  ];
  const list = routes.map(({ method, path }) => `${method} /_emulator${path}`);
  return [{ method: "GET", path: "/", run: () => ({ controls: list }) }, ...routes];
}

const observation = (emulator: Operations): ControlRoute[] => [
  { method: "GET", path: "/requests", run: () => emulator.requests() },
  {
    method: "DELETE",
    path: "/requests",
    run: () => {
      emulator.clearRequests();
    },
  },
  { method: "GET", path: "/changes", run: () => emulator.changes() },
  { method: "GET", path: "/state", run: () => emulator.state() },
];

const replacement = (emulator: Operations): ControlRoute[] => [
  {
    method: "POST",
    path: "/reset",
    run: ({ body }) => {
      emulator.reset(body as Seed | undefined);
    },
  },
  {
    method: "POST",
    path: "/seed",
    run: ({ body }) => {
      emulator.load(body as Seed);
    },
  },
];

const accessRoutes = (emulator: Operations): ControlRoute[] => [
  {
    method: "GET",
    path: "/access",
    run: ({ query: { organization, repository } }) =>
      emulator.access({
        organization: mandatory("organization", organization),
        ...(repository === undefined ? {} : { repository }),
      }),
  },
  {
    method: "POST",
    path: "/grant",
    body: object(
      { organization: text, user: text, auth: { type: "integer" } },
      { repository: text, userName: shownName },
    ),
    run: ({ body }) => {
      emulator.grant(body as Parameters<Emulator["grant"]>[0]);
    },
  },
  {
    method: "POST",
    path: "/revoke",
    body: object({ organization: text, user: text }, { repository: text }),
    run: ({ body }) => {
      emulator.revoke(body as Parameters<Emulator["revoke"]>[0]);
    },
  },
  {
    method: "POST",
    path: "/organizations",
    body: object({ name: text }, { creator: text }),
    run: ({ body }) => {
      emulator.createOrganization(body as { name: string });
    },
  },
  {
    method: "DELETE",
    path: "/organizations/:name",
    run: ({ params }) => {
      emulator.deleteOrganization(params["name"] ?? "");
    },
  },
  {
    method: "POST",
    path: "/repositories",
    body: object({ organization: text, repository: text }, { isPublic: { type: "boolean" }, images }),
    run: ({ body }) => {
      emulator.createRepository(body as Required<Target>);
    },
  },
  {
    method: "DELETE",
    path: "/repositories",
    run: ({ query: { organization, repository } }) => {
      emulator.deleteRepository({
        organization: mandatory("organization", organization),
        repository: mandatory("repository", repository),
      });
    },
  },
];

const imageRoutes = (emulator: Operations): ControlRoute[] => [
  {
    method: "POST",
    path: "/images",
    body: object({ organization: text, repository: text, tag: text }),
    run: ({ body }) => {
      emulator.pushImage(body as Parameters<Emulator["pushImage"]>[0]);
    },
  },
];

const userRoutes = (emulator: Operations): ControlRoute[] => [
  {
    method: "POST",
    path: "/users",
    body: object({ id: { type: "string", pattern: "^[0-9a-f]{32}$" }, name: text }, userProperties),
    run: ({ body }) => {
      emulator.addUser(body as SeedUser);
    },
  },
  {
    method: "PATCH",
    path: "/users/:user",
    body: object({}, userProperties),
    run: ({ params, body }) => {
      emulator.updateUser(params["user"] ?? "", body as Partial<SeedUser>);
    },
  },
  {
    method: "DELETE",
    path: "/users/:user",
    run: ({ params }) => {
      emulator.deleteUser(params["user"] ?? "");
    },
  },
];

const credentialRoutes = (emulator: Operations): ControlRoute[] => [
  {
    method: "POST",
    path: "/tokens",
    body: object({ user: text }, { token: text, expiresInMs: { type: "integer" } }),
    run: ({ body }) => ({ token: emulator.issueToken(body as Parameters<Emulator["issueToken"]>[0]) }),
  },
  {
    method: "DELETE",
    path: "/tokens/:token",
    run: ({ params }) => {
      emulator.expireToken(params["token"] ?? "");
    },
  },
  {
    method: "DELETE",
    path: "/credentials",
    run: () => {
      emulator.expireCredentials();
    },
  },
  {
    method: "PATCH",
    path: "/credentials",
    body: object({ lifeSeconds: { type: ["number", "null"], minimum: 0 } }),
    run: ({ body }) => {
      emulator.setCredentialLife((body as { lifeSeconds: number | null }).lifeSeconds ?? undefined);
    },
  },
  {
    method: "POST",
    path: "/agencies",
    body: object({ name: text, user: text }),
    run: ({ body }) => {
      emulator.addAgency(body as SeedAgency);
    },
  },
  {
    method: "PATCH",
    path: "/metadata",
    body: object({ agency: { type: ["string", "null"] } }),
    run: ({ body }) => {
      emulator.setMetadataAgency((body as { agency: string | null }).agency ?? undefined);
    },
  },
];

const behaviour = (emulator: Operations): ControlRoute[] => [
  { method: "GET", path: "/faults", run: () => emulator.faults() },
  {
    method: "POST",
    path: "/faults",
    body: { type: "object" },
    run: ({ body }) => ({ id: emulator.fault(body as Fault) }),
  },
  {
    method: "DELETE",
    path: "/faults",
    run: () => {
      emulator.clearFaults();
    },
  },
  {
    method: "DELETE",
    path: "/faults/:id",
    run: ({ params }) => {
      emulator.clearFaults(Number(params["id"]));
    },
  },
  { method: "GET", path: "/dialect", run: () => emulator.dialect() },
  {
    method: "PATCH",
    path: "/dialect",
    body: { type: ["object", "string"] },
    run: ({ body }) => {
      emulator.setDialect(body as DialectChoice);
      return emulator.dialect();
    },
  },
  {
    method: "PATCH",
    path: "/latency",
    body: object({ ms: { type: "number", minimum: 0 } }),
    run: ({ body }) => {
      emulator.setLatency((body as { ms: number }).ms);
    },
  },
];

function mandatory(name: string, value: string | undefined): string {
  if (value === undefined || value === "") throw new ControlError(`The query must name ${name}.`);
  return value;
}
