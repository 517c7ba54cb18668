import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Request } from "../../../provider/http/pipeline";

/** A request as it arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface TestServer {
  readonly url: string;
  readonly received: Received[];
  /** Connections accepted so far. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
}

const running = new Set<TestServer>();

/** Stops all servers. Call it in `afterEach`, since a server of a failed test would keep the process alive. */
export async function stopServers(): Promise<void> {
  await Promise.all([...running].map((server) => server.stop()));
}

/** Starts a server that answers what the emulator cannot: any bytes, or nothing. */
export async function serve(
  answer: (request: Received, response: ServerResponse) => void,
): Promise<TestServer> {
  const received: Received[] = [];
  let connections = 0;
  const server = createServer((incoming, response) => {
    let body = "";
    incoming.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const request = { method, path: url, headers, body };
      received.push(request);
      answer(request, response);
    });
  });
  server.on("connection", () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const started: TestServer = {
    url: `http://127.0.0.1:${String(port)}`,
    received,
    connections: () => connections,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        running.delete(started);
        server.closeAllConnections();
      }),
  };
  running.add(started);
  return started;
}

/** The same answer for every request. Anything but a text is sent as JSON. */
export const always =
  (status: number, body: unknown = "", headers: Record<string, string> = {}) =>
  (_request: Received, response: ServerResponse): void => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
  };

/** An address of this machine on which nobody listens. */
export async function deadAddress(): Promise<string> {
  const server = await serve(always(200));
  await server.stop();
  return server.url;
}

export const get = (url: string, more: Partial<Request> = {}): Request => ({
  method: "GET",
  url,
  headers: {},
  subject: "team-a/web/app",
  scope: { iam: url },
  ...more,
});

/** The error with which a promise fails. It throws if the promise does not fail. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const thrown: unknown = await promise.then(
    () => "nothing was thrown",
    (reason: unknown) => reason,
  );
  if (thrown instanceof Error) return thrown;
  throw new Error(String(thrown));
}
