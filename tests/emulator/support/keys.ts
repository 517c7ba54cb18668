import assert from "node:assert/strict";
import { type Reply, send } from "./client";
import { sdkDate, sign } from "./sign";

/** A temporary key as the clouds hand it out. */
export interface Key {
  access: string;
  secret: string;
  securitytoken: string;
  expires_at: string;
}

export async function keyIn(reply: Promise<Reply>): Promise<Key> {
  const { status, text, json } = await reply;
  assert.ok(status === 200 || status === 201, text);
  return (json as { credential: Key }).credential;
}

export interface Signing {
  method?: string;
  path?: string;
  body?: string;
  form?: "access" | "credential";
  /** Headers to sign, in addition to the usual ones. */
  signed?: Record<string, string>;
  unsigned?: Record<string, string>;
}

/** Sends a signed request. `time` is the emulator's time. */
export function sendSigned(
  base: string,
  time: number,
  keys: { accessKey: string; secretKey: string },
  { method = "GET", path = "/", form = "access", signed = {}, unsigned = {}, body }: Signing,
): Promise<Reply> {
  const date = sdkDate(time);
  const headers = { host: new URL(base).host, "x-sdk-date": date, ...signed };
  const scope = `${date.slice(0, 8)}///sdk_request`;
  const authorization = sign(
    { method, path, headers, ...(body === undefined ? {} : { body }) },
    { ...keys, ...(form === "access" ? {} : { scope }) },
  );
  return send(base + path, method, { "x-sdk-date": date, ...signed, ...unsigned, authorization }, body);
}
