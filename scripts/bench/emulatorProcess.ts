/** The emulator in a process of its own, so that the bench does not count its processor time. Started by emulated.ts. */
import { createRequire } from "node:module";
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { join } from "node:path";
import type * as emulatorModule from "../../sandbox/emulator";
import { AUTH, CHANGING, drifting, grants, ORGANIZATION, type Permission, repositories } from "./world";

export type Order =
  | { readonly kind: "start"; readonly size: number; readonly latencyMs: number }
  /** Sets all counts to zero. */
  | { readonly kind: "begin" }
  | { readonly kind: "count" }
  /** Changes the list of every tenth repository, as another user would. */
  | { readonly kind: "drift" }
  /** Checks whether each list is as declared; without a permission, whether each list is empty. */
  | { readonly kind: "judge"; readonly permission?: Permission };

export interface Count {
  readonly calls: number;
  readonly connections: number;
  /** When the first call arrived, in milliseconds since 1970. */
  readonly firstCallAt?: number;
}

export interface Started {
  readonly url: string;
  /** An administrator's token, for the bare client. */
  readonly token: string;
}

// The built emulator, since it starts in a tenth of the time that it takes to compile.
const { startEmulator, defaultSeed } = createRequire(__filename)(
  join(__dirname, "../../dist/sandbox/emulator"),
) as typeof emulatorModule;

const sockets = { open: 0, most: 0 };
subscribe("net.server.socket", (message) => {
  sockets.open += 1;
  sockets.most = Math.max(sockets.most, sockets.open);
  (message as { socket: Socket }).socket.once("close", () => (sockets.open -= 1));
});

class Served {
  #calls = 0;
  #firstCallAt: number | undefined;

  constructor(
    private readonly emulator: emulatorModule.Emulator,
    private readonly size: number,
  ) {
    emulator.onRequest(({ time }) => {
      const at = Date.parse(time);
      this.#calls += 1;
      this.#firstCallAt = Math.min(this.#firstCallAt ?? at, at);
    });
  }

  static async start(size: number, latencyMs: number): Promise<Served> {
    const repositoriesOf = repositories(size).map((name) => ({ name }));
    const organization = { name: ORGANIZATION, creator: "admin", repositories: repositoriesOf };
    const emulator = await startEmulator({
      seed: { ...defaultSeed, organizations: [organization] },
      latencyMs,
    });
    return new Served(emulator, size);
  }

  access(): Started {
    return { url: this.emulator.url, token: this.emulator.issueToken({ user: "ci" }) };
  }

  begin(): void {
    this.emulator.clearRequests();
    [this.#calls, this.#firstCallAt, sockets.most] = [0, undefined, sockets.open];
  }

  count(): Count {
    const first = this.#firstCallAt;
    return {
      calls: this.#calls,
      connections: sockets.most,
      ...(first === undefined ? {} : { firstCallAt: first }),
    };
  }

  drift(): void {
    for (const repository of drifting(this.size))
      this.emulator.grant({
        organization: ORGANIZATION,
        repository,
        user: CHANGING.userId,
        auth: AUTH.Manage,
      });
  }

  /** The first repository that is not as declared; undefined: all are. */
  judge(permission: Permission | undefined): string | undefined {
    const declared = permission === undefined ? [] : grants(permission);
    const wanted = declared.map((it) => `${it.userId} ${String(AUTH[it.permission])}`).sort();
    return repositories(this.size).find((repository) => {
      const entries = this.emulator.access({ organization: ORGANIZATION, repository });
      return (
        entries
          .map(({ userId, auth }) => `${userId} ${String(auth)}`)
          .sort()
          .join() !== wanted.join()
      );
    });
  }
}

let served: Served | undefined;

async function obey(order: Order): Promise<unknown> {
  if (order.kind === "start") served = await Served.start(order.size, order.latencyMs);
  if (served === undefined) throw new Error("the emulator has not been started");
  switch (order.kind) {
    case "start":
      return served.access();
    case "begin":
      served.begin();
      return undefined;
    case "count":
      return served.count();
    case "drift":
      served.drift();
      return undefined;
    case "judge":
      return served.judge(order.permission);
  }
}

process.on("message", (order: Order) => {
  obey(order).then(
    (answer) => process.send?.({ answer }),
    (thrown: unknown) => process.send?.({ error: thrown instanceof Error ? thrown.message : String(thrown) }),
  );
});
process.on("disconnect", () => process.exit());
