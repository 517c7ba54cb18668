/** Errors as an engine reads them: a status with our own message. */
import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import {
  AuthenticationError,
  messageOf,
  NotFoundError,
  type PartialFailureError,
  PermissionDeniedError,
  SettingsError,
} from "../../errors";
import { shown } from "../shown";
import { MalformedError } from "./wire";

/** A request that cannot be served, whatever SWR would answer. */
export class RequestError extends Error {
  constructor(
    readonly code: grpc.status,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The status code of an error. UNKNOWN and INTERNAL are never used: engines take them to mean that nobody knows what was
 * done. An error thrown here means that nothing was done, or it is a partial failure with its state.
 */
function codeOf(thrown: unknown): grpc.status {
  if (thrown instanceof RequestError) return thrown.code;
  if (thrown instanceof MalformedError) return grpc.status.INVALID_ARGUMENT;
  if (thrown instanceof SettingsError) return grpc.status.FAILED_PRECONDITION;
  if (thrown instanceof AuthenticationError) return grpc.status.UNAUTHENTICATED;
  if (thrown instanceof PermissionDeniedError) return grpc.status.PERMISSION_DENIED;
  if (thrown instanceof NotFoundError) return grpc.status.NOT_FOUND;
  return grpc.status.ABORTED;
}

export const statusOf = (thrown: unknown, redact: (text: string) => string): grpc.ServerErrorResponse =>
  Object.assign(new Error(), { code: codeOf(thrown), message: shown(redact(messageOf(thrown))) });

/**
 * The status of a partial failure. The engine keeps `properties`, shows each reason, and updates the resource in the next
 * run.
 */
export function partialStatusOf(
  { id, reasons }: PartialFailureError,
  properties: Struct,
  redact: (text: string) => string,
  isRefreshedFirst: boolean,
): grpc.ServerErrorResponse {
  const texts = reasons.map((reason) => shown(redact(reason)));
  const detail = new ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(properties);
  detail.setReasonsList(texts);
  detail.setRefreshBeforeUpdate(isRefreshedFirst);
  const packed = new Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  const message = texts.join("\n");
  status.setCode(grpc.status.ABORTED);
  status.setMessage(message);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return Object.assign(new Error(), { code: grpc.status.ABORTED, message, metadata });
}
