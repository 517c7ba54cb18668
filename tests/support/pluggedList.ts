/** One access list on the plugin, called as an engine calls it. Suites run with each version of the SDK that is supported. */
import assert from "node:assert/strict";
import { resolve } from "node:path";
import { Plugged } from "./plugged";
import { type Props, urnOf } from "./pluginProcess";
import { accessCalls, ID, PLACE } from "./stack";

export const URN = urnOf("web");
/** How an engine writes a value that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
export const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
export const CAROL = { userId: ID.carol, userName: "carol", permission: "Write" };
export const program = (...users: Props[]): Props => ({ ...PLACE, users });

export interface Kept {
  id: string;
  inputs: Props;
  outputs: Props;
}

export class PluggedList extends Plugged {
  constructor(environment: Readonly<Record<string, string>> = {}) {
    super(true, environment);
  }

  async create(...users: Props[]): Promise<Kept> {
    const { inputs, failures } = await this.plugin.check(URN, {}, program(...users));
    assert.deepEqual(failures, []);
    return { inputs, ...(await this.plugin.create(URN, inputs)) };
  }

  async check(old: Kept, news: Props): Promise<Props> {
    const { inputs, failures } = await this.plugin.check(URN, old.inputs, news, old.outputs);
    assert.deepEqual(failures, []);
    return inputs;
  }

  /** Requests to access lists since this was last called. */
  calls(): string[] {
    const list = accessCalls(this.emulator.requests());
    this.emulator.clearRequests();
    return list;
  }
}

/** Versions of Pulumi's SDK, each with the variables that make the plugin use it. */
const SDKS: Readonly<Record<string, Record<string, string>>> = {
  "@pulumi/pulumi": {},
  "pulumi-oldest": { NODE_OPTIONS: `--require ${resolve(__dirname, "oldestPulumi.js")}` },
};

export function onEachSdk(subject: string, define: (it0: PluggedList) => void): void {
  for (const [sdk, environment] of Object.entries(SDKS))
    describe(`the plugin on ${sdk}: ${subject}`, () => {
      define(new PluggedList(environment));
    });
}
