import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { shown } from "./shown";

/** Addresses of engines. They listen on this machine only. */
const ENGINE = /^(127\.0\.0\.1|localhost|\[::1\]):\d+$/;

/** Shows lines through the engine, so that every kind of display has them once. What a host prints itself is shown twice. */
export class EngineLog {
  /** Lines of the current turn of the event loop, by the URN of the resource that they are shown with. */
  readonly #lines = new Map<string, string[]>();
  #sending: Promise<void> = Promise.resolve();
  #engine: EngineClient | undefined;

  /** Connects to the engine. Where the address is not valid, lines go to stderr. */
  connect(address: string): void {
    this.#engine?.close();
    this.#engine = ENGINE.test(address)
      ? new EngineClient(address, grpc.credentials.createInsecure(), { "grpc.enable_channelz": 0 })
      : undefined;
  }

  /** Shows a line. `urn`: the resource that it is shown with; empty: the stack. */
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

  /** Waits until all lines have been handed to the engine. A hook that ended earlier would lose its last lines. */
  said(): Promise<void> {
    return this.#sending;
  }

  /** Sends the lines of one turn as one message. A line that the engine cannot show goes to stderr, and nothing fails. */
  async #send(urn: string, message: string): Promise<void> {
    this.#lines.delete(urn);
    const engine = this.#engine;
    const request = new LogRequest();
    request.setSeverity(LogSeverity.INFO);
    // Engines show the first line of a message twice, during the run and at its end, so it is left empty.
    request.setMessage(`\n${message}`);
    request.setUrn(urn);
    const failed = await new Promise<unknown>((resolve) => {
      if (engine === undefined) resolve("there is no engine");
      else engine.log(request, resolve);
    });
    if (failed !== null) process.stderr.write(`${message}\n`);
  }
}
