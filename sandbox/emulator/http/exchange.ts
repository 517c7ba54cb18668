import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Core } from "../core";
import { redactJson, redactPath } from "../log/redact";
import type { LoggedRequest } from "../log/requestLog";

const MAX_LOGGED_BODY = 1024 * 1024;

/** One request from its first byte to the end of its connection or answer, and its line in the log. */
export interface Exchange {
  entry: LoggedRequest;
  /** As sent; the framework gets to see fewer. */
  headers: IncomingHttpHeaders;
  arrived: number;
  /** The emulator broke the connection, not the client. */
  brokenByUs: boolean;
}

const exchanges = new WeakMap<IncomingMessage, Exchange>();

export function beginExchange(core: Core, request: IncomingMessage, response: ServerResponse): Exchange {
  const arrived = core.now();
  const requestId = randomBytes(16).toString("hex");
  const exchange: Exchange = {
    arrived,
    headers: { ...request.headers },
    brokenByUs: false,
    entry: {
      seq: core.nextSequence(),
      time: new Date(arrived).toISOString(),
      method: request.method ?? "",
      path: redactPath(request.url ?? ""),
      operation: null,
      user: null,
      status: null,
      requestId,
      fault: null,
      clientGone: false,
      durationMs: null,
    },
  };
  exchanges.set(request, exchange);
  core.log.add(exchange.entry);
  response.setHeader("X-Request-Id", requestId);
  response.once("close", () => {
    exchange.entry.clientGone = !response.writableFinished && !exchange.brokenByUs;
    core.log.ended(exchange.entry);
  });
  return exchange;
}

/** undefined: a request to the control API. */
export const exchangeOf = (request: IncomingMessage): Exchange | undefined => exchanges.get(request);

/** To be called before the first byte goes out, so that whoever has the answer finds it in the log. */
export function logAnswer(core: Core, { entry, arrived }: Exchange, status: number): void {
  entry.status = status;
  entry.durationMs = core.now() - arrived;
}

export function logBody(core: Core, { entry }: Exchange, body: Buffer): void {
  if (body.length === 0) return;
  core.log.setBody(entry, loggable(core, body), Math.min(body.length, MAX_LOGGED_BODY));
}

function loggable(core: Core, body: Buffer): unknown {
  if (body.length > MAX_LOGGED_BODY) return `[${String(body.length)} bytes]`;
  try {
    return redactJson(JSON.parse(body.toString("utf8")), core.secrets());
  } catch {
    return `[${String(body.length)} bytes that are not JSON]`;
  }
}
