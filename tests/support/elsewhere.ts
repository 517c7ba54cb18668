import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Another host, where nothing of ours has any business. */
export interface Elsewhere {
  readonly url: string;
  /** What arrived, with its headers. */
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
