import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { type Emulator, startEmulator } from "../../sandbox/emulator";
import { Log } from "../support/pluginLog";
import { InitFailed, PluginProcess, secret, urnOf } from "../support/pluginProcess";
import { environmentOf, granted, ID, PLACE } from "../support/stack";

const URN = urnOf("web");
const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
const GRANTED = /team-a\/web\/app: granted Manage to alice/;

describe("the plugin: who gets its lines, and what they say", () => {
  let emulator: Emulator;
  before(async () => (emulator = await startEmulator()));
  after(() => emulator.stop());
  beforeEach(() => {
    emulator.reset();
  });

  /** Grants, which makes a line. Returns what the plugin printed itself. */
  const lineTo = async (engine: string, ready: (plugin: PluginProcess) => Promise<void>): Promise<string> => {
    const plugin = await PluginProcess.start(environmentOf(emulator), engine);
    try {
      await ready(plugin);
      await plugin.configure({});
      await plugin.create(URN, { ...PLACE, users: [ALICE], exclusive: true, region: "eu-de" });
      assert.deepEqual(granted(emulator), ["alice=7"]);
      plugin.child.kill("SIGTERM");
      await once(plugin.child, "close");
      return plugin.output;
    } finally {
      await plugin.stop();
    }
  };
  const nothing = (): Promise<void> => Promise.resolve();
  const shakeHands =
    (engine: string) =>
    (plugin: PluginProcess): Promise<void> =>
      plugin.handshake(engine, true);

  it("an engine on this machine gets the lines, and stderr does not", async () => {
    const log = new Log();
    const engine = await log.start();
    try {
      assert.doesNotMatch(await lineTo(engine, nothing), GRANTED);
      assert.match(log.lines.join("\n"), GRANTED);
      log.lines = [];
      emulator.reset();
      assert.doesNotMatch(await lineTo("", shakeHands(engine)), GRANTED);
      assert.match(log.lines.join("\n"), GRANTED);
    } finally {
      log.stop();
    }
  });

  describe("an address in an unusual form, even if it leads to this machine", () => {
    /** A server on all addresses of this machine that counts connections. */
    let server: Server;
    let connections = 0;
    before(async () => {
      server = createServer((socket) => {
        connections += 1;
        socket.destroy();
      });
      server.listen(0, "0.0.0.0");
      await once(server, "listening");
    });
    after(() => {
      server.close();
    });
    for (const host of ["0.0.0.0", "127.0.0.2", "dns:127.0.0.1"])
      it(`is never connected to: ${host}`, async () => {
        const engine = `${host}:${String((server.address() as AddressInfo).port)}`;
        connections = 0;
        assert.match(await lineTo(engine, nothing), GRANTED);
        emulator.reset();
        assert.match(await lineTo("", shakeHands(engine)), GRANTED);
        assert.equal(connections, 0);
      });
  });

  it("the reasons of a partial failure show nothing that the program marked as secret", async () => {
    const plugin = await PluginProcess.start(environmentOf(emulator));
    try {
      await plugin.handshake("127.0.0.1:1", true);
      await plugin.configure({});
      const ghost = { userId: "f".repeat(32), userName: secret("gh0st-name"), permission: "Read" };
      const failed = await plugin
        .create(URN, { ...PLACE, users: [ALICE, ghost], exclusive: true, region: "eu-de" })
        .then(
          () => assert.fail("it succeeded"),
          (thrown: unknown) => thrown,
        );
      assert.ok(failed instanceof InitFailed);
      const [reason = ""] = failed.reasons;
      assert.match(reason, /team-a\/web\/app: \[secret\]: cannot grant access/);
      for (const text of [...failed.reasons, failed.message]) assert.doesNotMatch(text, /gh0st-name/);
      assert.doesNotMatch(JSON.stringify(failed.properties), /"userName":"gh0st-name"/);
    } finally {
      await plugin.stop();
    }
  });
});
