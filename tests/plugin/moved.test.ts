import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../sandbox/emulator";
import { PluginProcess, type Props, urnOf } from "../support/pluginProcess";
import { accessCalls, environmentOf, granted, PLACE, Stack } from "../support/stack";

const URN = urnOf("web");
const TEXT = { __provider: "exports.handler=()=>require('pulumi-swr/provider').dynamicProviders.X" };
const USERS = [
  { userName: "alice", permission: "Manage" },
  { userName: "bob", permission: "Read" },
] as const;

/** With the alias from docs/hosts.md, an engine gives the plugin the state that the dynamic host has left. */
describe("a stack of the dynamic host that moves to the plugin", () => {
  let emulator: Emulator;
  let plugin: PluginProcess;
  let id: string;
  let kept: { inputs: Props; outputs: Props };

  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.stop());

  beforeEach(async () => {
    emulator.reset();
    const stack = new Stack(emulator);
    await stack.up({ ...PLACE, users: [...USERS] });
    id = stack.id ?? "";
    kept = {
      inputs: { ...stack.inputs, ...TEXT },
      outputs: { ...stack.state, ...TEXT },
    };
    emulator.clearRequests();
    plugin = await PluginProcess.start(environmentOf(emulator));
    await plugin.handshake("", true);
    await plugin.configure({});
  });
  afterEach(() => plugin.stop());

  const declared = async (): Promise<Props> => {
    const news = { ...PLACE, users: USERS } as unknown as Props;
    const { inputs, failures } = await plugin.check(URN, kept.inputs, news, kept.outputs);
    assert.deepEqual(failures, []);
    return inputs;
  };
  const writes = (): string[] => accessCalls(emulator.requests()).filter((call) => !call.startsWith("GET"));

  it("has no difference, and writes nothing", async () => {
    const diff = await plugin.diff(URN, id, kept, await declared());
    assert.deepEqual([diff.changes, diff.replaces, diff.details], [false, [], {}]);
    const read = await plugin.read(URN, id, kept);
    assert.deepEqual([read.id, read.refreshesFirst], [id, true]);
    assert.deepEqual(read.outputs["managed"], kept.outputs["managed"]);
    assert.ok(!("__provider" in read.outputs));
    assert.deepEqual([writes(), granted(emulator)], [[], ["alice=7", "bob=1"]]);
  });

  it("shows by a live read who got access meanwhile", async () => {
    emulator.grant({ ...PLACE, user: "mallory", auth: 7 });
    const diff = await plugin.diff(URN, id, kept, await declared());
    assert.deepEqual([diff.changes, diff.replaces], [true, []]);
    assert.deepEqual(writes(), []);
  });

  it("can be destroyed before it is ever updated", async () => {
    await plugin.delete(URN, id, kept.outputs);
    assert.deepEqual(granted(emulator), []);
  });
});
