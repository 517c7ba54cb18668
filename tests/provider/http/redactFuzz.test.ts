import assert from "node:assert/strict";
import { inspect } from "node:util";
import { AxiosError, AxiosHeaders } from "axios";
import fc from "fast-check";
import { createContext, createHooks } from "../../../provider/hosts/hooks";
import { PartialFailureError, SwrError } from "../../../provider/errors";
import { compose } from "../../../provider/http/pipeline";
import { createRedactor, SHORTEST_IN_DATA, withRedaction } from "../../../provider/http/redact";
import { REGISTRY } from "../../../provider/registry";
import { resolveSettings } from "../../../provider/settings";
import { createClients } from "../../../provider/swr/client";
import { PLACE } from "../../support/stack";
import { headerSecrets, secrets, tracesOf, WRITINGS } from "../support/quotes";
import { failureOf, get, serve, type Received, type TestServer } from "../support/server";
import type { ServerResponse } from "node:http";

const RUN = { seed: 20261122, numRuns: 15 };
type Environment = Record<string, string>;

/** Every text in which an error can be shown or read by a program. */
function surfacesOf(thrown: unknown, depth = 0): string[] {
  const inspected = inspect(thrown, { depth: null, showHidden: true });
  if (!(thrown instanceof Error)) return [inspected];
  const own = [thrown.message, thrown.stack ?? "", String(thrown), JSON.stringify(thrown), inspected];
  return [...own, ...(thrown.cause === undefined || depth > 3 ? [] : surfacesOf(thrown.cause, depth + 1))];
}

function assertNone(surfaces: readonly string[], ...known: string[]): void {
  for (const trace of new Set(known.flatMap(tracesOf)))
    for (const text of surfaces) assert.ok(!text.includes(trace), `${JSON.stringify(trace)} in ${text}`);
}

/** The parts of a hostile answer. */
interface Hostile {
  readonly status: number;
  readonly write: (text: string) => string;
  readonly shape: (quoted: string) => string;
  /** Whether it also quotes the request: headers, and a body in JSON. */
  readonly sent: boolean;
  readonly padding: number;
}
const plainly = (text: string): string => text;

/** Bodies in JSON, whose texts are read one by one. */
const SHAPES: readonly ((quoted: string) => string)[] = [
  (quoted) => JSON.stringify({ error_code: "APIGW.0302", error_msg: quoted, request_id: quoted }),
  (quoted) => JSON.stringify([{ errorCode: quoted, errorMessage: `you sent ${quoted}.` }]),
  (quoted) => JSON.stringify({ errors: [{ errorCode: "SVCSTG.SWR.5000090", errorMessage: quoted }] }),
  (quoted) => JSON.stringify({ error: { code: 403, message: quoted, [quoted]: quoted } }),
  (quoted) =>
    JSON.stringify({
      id: 7,
      name: quoted,
      self_auth: { user_id: "c1", user_name: "ci", auth: 7 },
      others_auths: [{ user_id: "b0b", user_name: quoted, auth: 1 }],
    }),
];
const page = (quoted: string): string => `<html><title>${quoted}</title>`;
/** JSON that is cut off. It is read as a plain text with escapes. */
const cutOff = (quoted: string): string => JSON.stringify({ message: quoted }).slice(0, -2);

const anyWriting = fc.constantFrom(...Object.values(WRITINGS));
const hostile = fc
  .record({
    status: fc.constantFrom(200, 302, 400, 401, 403, 404, 409, 429, 500, 503),
    how: fc.oneof(
      {
        weight: 4,
        arbitrary: fc.record({ write: anyWriting, shape: fc.constantFrom(...SHAPES), sent: fc.boolean() }),
      },
      fc.record({ write: anyWriting, shape: fc.constant(page), sent: fc.boolean() }),
      fc.record({ write: fc.constant(plainly), shape: fc.constant(cutOff), sent: fc.constant(false) }),
    ),
    padding: fc.integer({ min: 0, max: 310 }),
  })
  .map(({ how, ...rest }): Hostile => ({ ...rest, ...how }));

/** Answers with all secrets it knows and with the whole request, in body and headers, or breaks the connection. */
function echo(
  known: readonly string[],
  { status, write, shape, sent, padding }: Hostile,
  it: Received,
  to: ServerResponse,
): void {
  const said = known.map(write).join(" ");
  const quoted = `${it.path} ${JSON.stringify(it.headers)} ${it.body}`;
  const headers = {
    "x-request-id": encodeURIComponent(known.join(" ")),
    location: "http://127.0.0.1:9/",
    "retry-after": "3",
  };
  to.writeHead(status, `S ${encodeURIComponent(known.join(" "))}`, headers);
  to.end(shape(`${"x".repeat(padding)}${said} ${sent ? quoted : ""}`));
}

const WAYS: Readonly<Record<string, (secret: string, url: string) => Environment>> = {
  "a token": (secret) => ({ SWR_TOKEN: secret }),
  "a secret key": (secret) => ({
    SWR_ACCESS_KEY: "AK",
    SWR_SECRET_KEY: secret,
    SWR_SECURITY_TOKEN: "sec-token-1/",
  }),
  "a security token": (secret) => ({
    SWR_ACCESS_KEY: "AK",
    SWR_SECRET_KEY: "s3cr3t+k",
    SWR_SECURITY_TOKEN: secret,
  }),
  "a password": (secret) => ({ SWR_USER_ID: "c1", SWR_PASSWORD: secret }),
  "an agency's key": (secret) => ({
    ...{ SWR_USER_ID: "c1", SWR_PASSWORD: secret },
    ...{ SWR_AGENCY_NAME: "operator", SWR_AGENCY_DOMAIN_NAME: "demo" },
  }),
  "a machine's key": (_secret, url) => ({ SWR_METADATA_ENDPOINT: url }),
};

const LATER = "2099-01-01T00:00:00Z";
/** Answers a login with credentials. */
function issue(issued: string, { path }: Received, response: ServerResponse): void {
  const credential = { access: "AK2", secret: issued, securitytoken: `${issued}-2`, expires_at: LATER };
  const body = path.endsWith("/tokens") ? { token: { expires_at: LATER } } : { credential };
  response.writeHead(201, { "x-subject-token": issued }).end(JSON.stringify(body));
}
const isLogin = ({ path }: Received): boolean => /tokens$|securitykey$/.test(path);

describe("redaction, under hostile answers", () => {
  let server: TestServer;
  let answer: (request: Received, response: ServerResponse) => void;
  before(async () => {
    server = await serve((request, response) => {
      answer(request, response);
    });
  });
  after(() => server.stop());
  const settingsFor = (environment: Environment): ReturnType<typeof resolveSettings> =>
    resolveSettings(() => undefined, {
      SWR_ENDPOINT: server.url,
      SWR_REGION: "eu-de",
      SWR_CLOUD: "otc",
      SWR_PROJECT_ID: "p1",
      SWR_MAX_RETRIES: "1",
      ...environment,
    });

  for (const [name, environment] of Object.entries(WAYS))
    it(`${name}, and credentials that were issued for it, are shown nowhere`, async () => {
      const inputs = [secrets, headerSecrets, hostile, fc.boolean()] as const;
      await fc.assert(
        fc.asyncProperty(...inputs, async (secret, issued, how, isRefusedAtOnce) => {
          const known = [secret, issued, `${issued}-2`];
          const lines: string[] = [];
          answer = (request, response) => {
            if (isLogin(request) && !isRefusedAtOnce) issue(issued, request, response);
            else
              echo(
                known,
                isLogin(request) && how.status === 200 ? { ...how, status: 403 } : how,
                request,
                response,
              );
          };
          const { access, iam } = createClients(settingsFor(environment(secret, server.url)), {
            notify: (line) => lines.push(line),
            sleep: () => Promise.resolve(),
            now: () => new Date(),
          })("eu-de");
          const calls = [access.read(PLACE), access.revoke(PLACE, ["b0b"]), iam.userByName("bob")];
          const results = (await Promise.allSettled(calls)).map((it) =>
            it.status === "rejected" ? (it.reason as unknown) : it.value,
          );
          // Credentials that were never issued are no secret yet. A login with a password issues a token only.
          const isIssued = !isRefusedAtOnce && server.received.some(isLogin);
          const handedOut = !isIssued ? [] : name === "a password" ? [issued] : known.slice(1);
          const isOwnProof = ["a token", "a secret key", "a security token"].includes(name);
          const refused = results.filter((it) => it instanceof Error);
          const data = results.filter((it) => !(it instanceof Error));
          server.received.length = 0;
          assertNone(
            [...refused.flatMap((it) => surfacesOf(it)), ...lines],
            ...(name === "a machine's key" ? [] : [secret]),
            ...handedOut,
          );
          // In data only long keys and tokens are looked for.
          const proofs = [...(isOwnProof ? [secret] : []), ...handedOut];
          assertNone(
            data.flatMap((it) => surfacesOf(it)),
            ...proofs.filter(({ length }) => length >= SHORTEST_IN_DATA),
          );
        }),
        RUN,
      );
    });

  it("a partial failure shows no secret in lines, reasons and state", async () => {
    const ALICE = { userId: "a11ce", userName: "alice", permission: "Manage" };
    const hostileWrites = hostile.filter(({ status }) => status > 299 && status !== 401);
    await fc.assert(
      fc.asyncProperty(headerSecrets, hostileWrites, async (secret, how) => {
        const lines: string[] = [];
        const live = { id: 7, name: "web/app", self_auth: { user_id: "c1", user_name: "ci", auth: 7 } };
        answer = (request, response) => {
          if (request.method === "GET") response.writeHead(200).end(JSON.stringify(live));
          else echo([secret], how, request, response);
        };
        const wait = (): Promise<void> => Promise.resolve();
        const context = createContext(settingsFor({ SWR_TOKEN: secret }), (line) => lines.push(line), {
          sleep: wait,
        });
        const hooks = createHooks(REGISTRY.RepositoryAccess, () => context);
        const inputs = { ...PLACE, users: [ALICE], exclusive: true, takeOver: false, region: "eu-de" };
        const error = await failureOf(hooks.create(inputs));
        assertNone([...surfacesOf(error), ...lines], secret);
      }),
      { ...RUN, numRuns: 20 },
    );
  });

  it("an answer or error text that is cut off within a secret shows no beginning of it", async () => {
    const long = headerSecrets.filter((secret) => secret.length >= 12);
    await fc.assert(
      fc.asyncProperty(long, fc.integer({ min: 270, max: 300 }), async (secret, padding) => {
        const body = JSON.stringify({ error_code: "x", error_msg: `${"x".repeat(padding)}${secret}` });
        answer = (_request, response) => {
          response.writeHead(403).end(body);
        };
        const clients = createClients(settingsFor({ SWR_TOKEN: secret }), {
          notify: () => undefined,
          sleep: () => Promise.resolve(),
          now: () => new Date(),
        });
        const { message } = await failureOf(clients("eu-de").access.read(PLACE));
        const [, said = ""] = message.split("403 x ");
        const [rest = ""] = said.slice(padding).split(". The caller");
        assert.ok(said.startsWith("x".repeat(padding)) && "[secret]".startsWith(rest), message);
      }),
      RUN,
    );
  });

  /** Errors with requests, causes and states in them. */
  const ERRORS: Readonly<Record<string, (text: string) => Error>> = {
    "of this provider": (text) =>
      new SwrError(text, { answer: { status: 403, code: text, text, requestId: text } }),
    "with causes": (text) => new SwrError("x", { cause: new TypeError(text, { cause: new Error(text) }) }),
    "that is its own cause": (text) => {
      const error = new SwrError(text, { cause: new Error(text) });
      Object.defineProperty(error.cause, "cause", { value: error, writable: true, configurable: true });
      return error;
    },
    "of a run that ended half-way": (text) =>
      new PartialFailureError(text, { users: [{ userName: text, [text]: [text] }] }, [text], new Error(text)),
    "of axios": (text) => {
      const headers = new AxiosHeaders({ "X-Auth-Token": encodeURIComponent(text) });
      const config = {
        headers,
        url: `http://127.0.0.1/${text}`,
        data: text,
        auth: { username: "u", password: text },
      };
      const response = { status: 400, statusText: text, headers, config, data: { text } };
      return new AxiosError(text, text, config, { path: text }, response);
    },
    "of axios, as a cause": (text) =>
      new SwrError("x", { cause: new AxiosError(text, "C", { data: text } as never) }),
    "of Node": (text) => {
      try {
        return new Error(new URL(`http://[${text}`).href);
      } catch (thrown) {
        return thrown as Error;
      }
    },
    "that is only a text": (text) => text as unknown as Error,
    "that is an object": (text) => ({ reason: text, [text]: [text] }) as unknown as Error,
  };
  for (const [name, make] of Object.entries(ERRORS))
    it(`an error ${name} shows no secret`, async () => {
      await fc.assert(
        fc.asyncProperty(secrets, fc.constantFrom(...Object.values(WRITINGS)), async (secret, write) => {
          const thrown = make(`it was ${write(secret)}!`);
          const failing = compose(() => Promise.reject(thrown), withRedaction(createRedactor([secret])));
          const shown: unknown = await failing(get(server.url)).catch((it: unknown) => it);
          if (thrown instanceof SwrError) assert.equal(shown, thrown);
          assertNone(surfacesOf(shown), secret);
        }),
        RUN,
      );
    });
});
