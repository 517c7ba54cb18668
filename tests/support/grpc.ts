/** What tests need to call a provider over gRPC, on the dynamic host as on the plugin. */
import type * as grpc from "@grpc/grpc-js";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What an engine sends for a value that is not known yet, such as an output of a resource that is still to be created. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Props = Record<string, JavaScriptValue>;
export type Failure = { readonly property: string; readonly reason: string };

export const struct = (props: object): Struct =>
  Struct.fromJavaScript(JSON.parse(JSON.stringify(props)) as Props);
export const props = (from: Struct | undefined): Props => from?.toJavaScript() ?? {};

/** The error of a create or update that was done in part: it has what an engine keeps. */
export class InitFailed extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly properties: Props,
    readonly reasons: string[],
  ) {
    super(message);
  }
}

function asInitFailure(error: grpc.ServiceError): Error {
  const [bytes] = error.metadata.get("grpc-status-details-bin");
  if (!Buffer.isBuffer(bytes)) return error;
  const [detail] = Status.deserializeBinary(bytes).getDetailsList();
  const failure = pb.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array());
  return new InitFailed(
    error.details,
    failure.getId(),
    props(failure.getProperties()),
    failure.getReasonsList(),
  );
}

/** Sends one request of the client and waits for its answer. */
export type Send = <T>(
  start: (done: (error: grpc.ServiceError | null, answer: T) => void) => unknown,
) => Promise<T>;
export const send: Send = (start) =>
  new Promise((resolve, reject) => {
    start((error, answer) => {
      if (error === null) resolve(answer);
      else reject(asInitFailure(error));
    });
  });

export const failuresOf = (list: readonly pb.CheckFailure[]): Failure[] =>
  list.map((it) => ({ property: it.getProperty(), reason: it.getReason() }));
