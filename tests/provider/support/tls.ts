import { createServer as createHttpServer, request as httpRequest } from "node:http";
import { type AddressInfo, connect, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { generate } from "selfsigned";

export interface Pem {
  readonly cert: string;
  readonly key: string;
}

/** A certificate that is its own authority, for these hosts. */
export async function certificateFor(...hosts: readonly string[]): Promise<Pem> {
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host) ? ({ type: 7, ip: host } as const) : ({ type: 2, value: host } as const),
  );
  const { cert, private: key } = await generate([{ name: "commonName", value: hosts[0] ?? "" }], {
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: names },
    ],
  });
  return { cert, key };
}

export interface Relay {
  readonly port: number;
  /** The requests that arrived, such as `CONNECT host:port` and `GET http://host/path`. */
  readonly seen: string[];
  readonly stop: () => Promise<void>;
}

async function listen(server: Server, seen: string[] = []): Promise<Relay> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Accepts TLS and passes it on to a server without TLS. */
export function tlsBefore(port: number, options: TlsOptions): Promise<Relay> {
  const server = createTlsServer(options, (socket) => {
    const inner = connect(port, "127.0.0.1");
    for (const [one, other] of [
      [socket, inner],
      [inner, socket],
    ] as const)
      one.on("error", () => other.destroy()).pipe(other);
  });
  return listen(server);
}

/** A proxy that connects requests for any host to one port of this machine. */
export function proxyTo(port: number): Promise<Relay> {
  const seen: string[] = [];
  const server = createHttpServer((incoming, response) => {
    seen.push(`${incoming.method ?? ""} ${incoming.url ?? ""}`);
    const { pathname, search } = new URL(incoming.url ?? "");
    const { method, headers } = incoming;
    const outgoing = httpRequest(
      { port, host: "127.0.0.1", method: method ?? "GET", path: pathname + search, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    incoming.pipe(outgoing);
  });
  server.on("connect", (incoming, socket, head) => {
    seen.push(`CONNECT ${incoming.url ?? ""} ${incoming.headers["proxy-authorization"] ?? ""}`.trim());
    const inner = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      inner.write(head);
      inner.on("error", () => socket.destroy()).pipe(socket);
      socket.on("error", () => inner.destroy()).pipe(inner);
    });
  });
  return listen(server, seen);
}
