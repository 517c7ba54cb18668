import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

const isSecret = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;
/** A value as an engine shows and saves it, without what is marked as secret. */
export const masked = (value: unknown): string =>
  JSON.stringify(value, (_key, it: unknown) => (isSecret(it) ? "[secret]" : it));

/** The engine's service to which the plugin sends its lines. */
export class Log {
  lines: string[] = [];
  readonly #server = new grpc.Server();
  #address: Promise<string> | undefined;

  /** Starts the service once, and returns its address: a host that failed to start is started again by the next test. */
  start(): Promise<string> {
    return (this.#address ??= this.#listen());
  }

  async #listen(): Promise<string> {
    const log: grpc.handleUnaryCall<LogRequest, Empty> = ({ request }, done) => {
      this.lines.push(request.getMessage());
      done(null, new Empty());
    };
    this.#server.addService(EngineService, { log });
    const port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error === null) resolve(bound);
        else reject(error);
      });
    });
    return `127.0.0.1:${String(port)}`;
  }

  stop(): void {
    this.#server.forceShutdown();
  }
}
