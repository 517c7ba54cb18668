import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyReply } from "../framework";
import type { Answer } from "../api/refusals";
import type { FaultAction, FaultAnswer } from "../faults/fault";

/** An answer as it goes over the wire. */
export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
}

export function toWire({ status, headers = {}, body }: Answer): WireAnswer {
  if (body === undefined) return { status, headers, bytes: Buffer.alloc(0) };
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", ...headers },
    bytes: Buffer.from(JSON.stringify(body)),
  };
}

export function faultToWire({ status, headers = {}, body, bodyBytes }: FaultAnswer): WireAnswer {
  const isText = typeof body === "string";
  const lowered = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return {
    status,
    headers: { "content-type": isText ? "text/html" : "application/json", ...lowered },
    bytes:
      bodyBytes === undefined
        ? Buffer.from(isText ? body : body === undefined ? "" : JSON.stringify(body))
        : Buffer.alloc(bodyBytes, "x"),
  };
}

export async function sendPlain(reply: FastifyReply, { status, headers, bytes }: WireAnswer): Promise<void> {
  await reply
    .code(status)
    .headers(headers)
    .send(bytes.length === 0 ? undefined : bytes);
}

/** Waits; false if the emulator is stopped meanwhile. */
export async function pause(milliseconds: number, stopping: AbortSignal): Promise<boolean> {
  if (milliseconds <= 0) return !stopping.aborted;
  return sleep(milliseconds, true, { signal: stopping, ref: false }).catch(() => false);
}

/** Sends an answer truncated, in drips or both. */
export async function sendMangled(
  response: ServerResponse,
  answer: WireAnswer,
  { truncate, drip }: FaultAction,
  stopping: AbortSignal,
): Promise<void> {
  const cut = truncate !== undefined && (truncate.end ?? "cut") === "cut";
  const bytes = truncate === undefined ? answer.bytes : answer.bytes.subarray(0, truncate.bytes);
  const promised = cut ? answer.bytes.length : bytes.length;
  response.writeHead(answer.status, { ...answer.headers, "content-length": promised });
  response.flushHeaders();
  const step = drip === undefined ? Math.max(bytes.length, 1) : (drip.bytes ?? 1);
  for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
    if (!(await pause(drip?.everyMs ?? 0, stopping))) return;
    response.write(bytes.subarray(at, at + step));
  }
  if (!cut) response.end();
  // The pieces must be on their way before the reset, which throws away what is still to be sent.
  else response.write("", () => setTimeout(() => response.socket?.resetAndDestroy(), 20).unref());
}
