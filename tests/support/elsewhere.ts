import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server other than SWR. Nothing of ours, above all no secret, may ever be sent there. */
export interface Elsewhere {
  readonly url: string;
  /** The requests that arrived, with their headers. */
  readonly requests: readonly string[];
  stop(): void;
}

export async function startElsewhere(): Promise<Elsewhere> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method ?? ""} ${request.url ?? ""} ${request.rawHeaders.join(" ")}`);
    response.end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${String(port)}`, requests, stop: () => server.close() };
}
