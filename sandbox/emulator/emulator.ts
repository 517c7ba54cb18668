import type { AddressInfo } from "node:net";
import { addControl } from "./control/control";
import { steer, type Steering } from "./control/steering";
import { Core, type CoreOptions } from "./core";
import { buildServer } from "./http/server";
import { checkSeed } from "./seed/check";
import { defaultSeed } from "./seed/defaultSeed";
import type { Seed } from "./seed/seed";
import { type Methods, openBackdoor } from "./services";

export interface StartOptions extends Partial<CoreOptions> {
  /** 0 (default): any free port. */
  port?: number;
  /** Default: the built-in seed (`defaultSeed`). */
  seed?: Seed;
}

/**
 * A running emulator. All but `url`, `stop` and `onRequest` is also there over HTTP, under `/_emulator/`. What concerns one
 * family of operations is told in its folder or file of `services/`.
 */
export interface Emulator extends Steering, Methods {
  /** `http://127.0.0.1:PORT`: endpoint of SWR, and of IAM (with `/v3` where a client wants it). */
  readonly url: string;
  /** Closes the server and every open connection. */
  stop(): Promise<void>;
}

/**
 * Starts SWR and IAM on 127.0.0.1 and resolves once they listen.
 *
 * @throws SeedError, DialectError when the options are not valid.
 */
export async function startEmulator(options: StartOptions = {}): Promise<Emulator> {
  const core = new Core(checkSeed(options.seed ?? defaultSeed), options);
  const app = buildServer(core);
  const [steering, others] = [steer(core), openBackdoor(core)];
  addControl(app, [...steering.controls, ...others.controls]);
  await app.listen({ port: options.port ?? 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  core.url = `http://127.0.0.1:${String(port)}`;
  return {
    ...steering.methods,
    ...others.methods,
    url: core.url,
    async stop() {
      core.stopping.abort();
      await app.close();
    },
  };
}
