import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { shown } from "./shown";

/** Where engines listen: on this machine. */
const ENGINE = /^(127\.0\.0\.1|localhost|\[::1\]):\d+$/;

/** Shows lines through the engine, once in every way it displays. What a host prints itself, the engine shows twice. */
export class EngineLog {
  /** Lines of this turn, by the resource they are shown with. */
  readonly #lines = new Map<string, string[]>();
  #sending: Promise<void> = Promise.resolve();
  #engine: EngineClient | undefined;

  /** Where the engine listens. An address that is none leaves the lines to stderr. */
  connect(address: string): void {
    this.#engine?.close();
    this.#engine = ENGINE.test(address)
      ? new EngineClient(address, grpc.credentials.createInsecure())
      : undefined;
  }

  /** `urn`: the resource it is shown with; empty: the stack. */
  say(text: string, urn = ""): void {
    const line = shown(text);
    const lines = this.#lines.get(urn);
    if (lines !== undefined) {
      lines.push(line);
      return;
    }
    this.#lines.set(urn, [line]);
    this.#sending = this.#sending
      .then(() => new Promise(setImmediate))
      .then(() => this.#send(urn, (this.#lines.get(urn) ?? []).join("\n")));
  }

  /** Waits until all lines have been handed over. A hook that ends before would lose its last ones. */
  said(): Promise<void> {
    return this.#sending;
  }

  /** Lines of one turn travel as one message. A line that cannot be shown is no reason to fail: it goes to stderr. */
  async #send(urn: string, message: string): Promise<void> {
    this.#lines.delete(urn);
    const engine = this.#engine;
    const request = new LogRequest();
    request.setSeverity(LogSeverity.INFO);
    // The first line of a message is shown while it runs and again at the end: it is left empty.
    request.setMessage(`\n${message}`);
    request.setUrn(urn);
    const failed = await new Promise<unknown>((resolve) => {
      if (engine === undefined) resolve("there is no engine");
      else engine.log(request, resolve);
    });
    if (failed !== null) process.stderr.write(`${message}\n`);
  }
}
