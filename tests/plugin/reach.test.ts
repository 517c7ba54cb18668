import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { type Emulator, startEmulator } from "../../sandbox/emulator";
import { PluginProcess, send, urnOf } from "../support/pluginProcess";
import { environmentOf, ID, PLACE } from "../support/stack";

/** An address of this machine on which no engine listens. It stands for any other host. */
const ELSEWHERE = "127.0.0.2";
const PROGRAM = { ...PLACE, users: [{ userId: ID.alice, userName: "alice", permission: "Manage" }] };

/** Whether a server accepts connections at an address. */
async function isOpen(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe("the plugin: who can connect to it, and where it connects to", () => {
  let emulator: Emulator;
  let plugin: PluginProcess;
  let elsewhere: Server;
  /** Connections to the other host. */
  let connections = 0;
  before(async () => {
    emulator = await startEmulator();
    elsewhere = createServer((socket) => {
      connections += 1;
      socket.destroy();
    }).listen(0, ELSEWHERE);
    await once(elsewhere, "listening");
  });
  after(async () => {
    elsewhere.close();
    await emulator.stop();
  });
  beforeEach(() => {
    emulator.reset();
    connections = 0;
  });
  afterEach(() => plugin.stop());

  it("listens on 127.0.0.1 only, and on no other address of this machine", async () => {
    plugin = await PluginProcess.start(environmentOf(emulator));
    const port = Number(plugin.client.getChannel().getTarget().split(":").pop());
    const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const others = [...all.map(({ address }) => address), ELSEWHERE, "::1"];
    for (const host of new Set(others))
      assert.equal(await isOpen(host, port), host === "127.0.0.1", `${host}:${String(port)}`);
  });

  /** All ways in which an engine can tell the plugin its address. */
  const WAYS: Readonly<Record<string, (target: string) => Promise<PluginProcess>>> = {
    "as an argument": (target) => PluginProcess.start(environmentOf(emulator), target),
    "with the handshake": async (target) => {
      const started = await PluginProcess.start(environmentOf(emulator));
      await started.handshake(target, true);
      return started;
    },
    "by attaching": async (target) => {
      const started = await PluginProcess.start(environmentOf(emulator));
      const request = new PluginAttach();
      request.setAddress(target);
      await send((done) => started.client.attach(request, done));
      return started;
    },
  };

  for (const [way, start] of Object.entries(WAYS))
    it(`does not connect to another host than this machine, given ${way}: lines go to stderr`, async () => {
      const { port } = elsewhere.address() as AddressInfo;
      plugin = await start(`${ELSEWHERE}:${String(port)}`);
      await plugin.configure({});
      const { inputs } = await plugin.check(urnOf("web"), {}, PROGRAM);
      await plugin.create(urnOf("web"), inputs);
      // The plugin answers once it has written its lines. They may arrive here a little later.
      while (!plugin.output.includes("granted Manage to alice")) await sleep(2);
      assert.equal(connections, 0);
    });
});
