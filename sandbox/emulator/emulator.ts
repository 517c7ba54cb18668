import type { AddressInfo } from "node:net";
import { openBackdoor } from "./control/backdoor";
import { addControl } from "./control/control";
import { Core } from "./core";
import { defaultSeed } from "./seed/defaultSeed";
import { checkFault } from "./faults/faultSchema";
import { chooseDialect } from "./dialect/profiles";
import { checkSeed } from "./seed/seed";
import { buildServer } from "./http/server";
import type { Emulator, StartOptions } from "./types";

export async function createEmulator(options: StartOptions): Promise<Emulator> {
  const core = new Core(checkSeed(options.seed ?? defaultSeed), options);
  const app = buildServer(core);
  const operations = operate(core);
  addControl(app, operations);
  await app.listen({ port: options.port ?? 0, host: "127.0.0.1" });
  const { port } = app.server.address() as AddressInfo;
  core.url = `http://127.0.0.1:${String(port)}`;
  return {
    ...operations,
    url: core.url,
    async stop() {
      core.stopping.abort();
      await app.close();
    },
  };
}

/** What can be done to a running emulator, by method as by control API. */
export type Operations = Omit<Emulator, "url" | "stop">;

function operate(core: Core): Operations {
  return {
    ...openBackdoor(core),
    reset: (seed) => {
      core.reset(seed === undefined ? undefined : checkSeed(seed));
    },
    load: (seed) => {
      core.load(checkSeed(seed));
    },
    requests: () => core.log.all(),
    clearRequests: () => {
      core.log.clear();
    },
    onRequest: (listener) => core.log.listen(listener),
    changes: () => core.changes.slice(-100_000),
    state: () => core.store.state(),
    fault: (fault) => core.faults.add(checkFault(fault)),
    faults: () => core.faults.all(),
    clearFaults: (id) => {
      core.faults.clear(id);
    },
    dialect: () => ({ ...core.dialect }),
    setDialect: (choice) => {
      core.dialect = chooseDialect(choice, core.dialect);
    },
    setCredentialLife: (seconds) => {
      core.credentialLifeMs = seconds === undefined ? undefined : seconds * 1000;
    },
    setLatency: (milliseconds) => {
      core.latencyMs = milliseconds;
    },
  };
}
