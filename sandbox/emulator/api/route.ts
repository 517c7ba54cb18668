import type { Handler, OpenCall } from "./call";

/** One operation of an API; `operation` is the API's own name of it. */
export type Route = {
  operation: string;
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  service: "swr" | "iam";
} & ({ open: true; handle: Handler<OpenCall> } | { open?: false; handle: Handler });

/** Where SWR's operations are. */
export const base = "/v2/manage";
export const namespace = `${base}/namespaces/:namespace`;
export const repository = `${namespace}/repos/:repository`;

/** An operation of SWR. */
export const operation = (name: string, method: Route["method"], path: string, handle: Handler): Route => ({
  operation: name,
  method,
  path,
  service: "swr",
  handle,
});
