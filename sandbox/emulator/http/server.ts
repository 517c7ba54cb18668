import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { fastify, type FastifyInstance } from "../framework";
import type { Core } from "../core";
import { answerRefusal, gatewayError, type Refusal, swrError } from "../api/refusals";
import { beginExchange, exchangeOf, logAnswer } from "./exchange";
import { families } from "../services";
import { serve } from "./serve";
import { toWire } from "./send";

export const CONTROL_PREFIX = "/_emulator";

const KEEP_ALIVE_MS = 75_000;

export function buildServer(core: Core): FastifyInstance {
  const app = fastify({
    logger: false,
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 8192 },
    serverFactory: (handler) => createHttpServer(core, handler),
    frameworkErrors: ({ code }, request, reply) => {
      const refusal =
        code === "FST_ERR_MAX_PARAM_LENGTH" ? gatewayError.pathTooLong() : gatewayError.malformed("path");
      refuse(core, request.raw, reply.raw, refusal);
    },
  });
  app.removeAllContentTypeParsers();
  // Bodies are read by the handlers, whatever they are called and whatever the method.
  app.addContentTypeParser("*", (_request, _payload, done) => {
    done(null);
  });
  for (const route of families.flatMap((family) => family.routes)) {
    app.route({
      method: route.method,
      url: route.path,
      handler: (request, reply) => serve(core, route, request, reply),
    });
  }
  app.setNotFoundHandler((request, reply) => serve(core, undefined, request, reply));
  app.setErrorHandler((error, request, reply) => {
    reply.hijack();
    const detail = error instanceof Error ? error.message : String(error);
    refuse(core, request.raw, reply.raw, swrError.internal(detail));
  });
  return app;
}

function createHttpServer(
  core: Core,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    if (!isControl(request)) beginExchange(core, request, response);
    // The API takes JSON under any content type; the framework would refuse malformed ones.
    delete request.headers["content-type"];
    handler(request, response);
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    refuseConnection(core, error, socket);
  });
  return server;
}

const isControl = ({ url = "" }: IncomingMessage): boolean =>
  url.startsWith(CONTROL_PREFIX) && /^(?:[/?]|$)/.test(url.slice(CONTROL_PREFIX.length));

/** Answers where the framework cannot or must not. */
function refuse(core: Core, request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  const exchange = exchangeOf(request);
  const refused = { path: request.url ?? "", requestId: exchange?.entry.requestId ?? "" };
  const { status, headers, bytes } = toWire(answerRefusal(refusal, core.dialect, refused));
  if (exchange !== undefined) logAnswer(core, exchange, status);
  if (response.headersSent) response.destroy();
  else response.writeHead(status, headers).end(bytes);
}

/** What arrived is not HTTP, or has too large headers. */
function refuseConnection(core: Core, error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal =
    error.code === "HPE_HEADER_OVERFLOW" ? gatewayError.headersTooLarge() : gatewayError.malformed();
  const { status, bytes } = toWire(answerRefusal(refusal, core.dialect, { path: "", requestId: "0" }));
  const head = [
    `HTTP/1.1 ${String(status)} Refused`,
    "content-type: application/json",
    "x-request-id: 0",
    `content-length: ${String(bytes.length)}`,
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${bytes.toString()}`);
}
