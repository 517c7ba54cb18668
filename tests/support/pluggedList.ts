/** One repository's access list on the plugin, called as an engine calls it. A suite runs once with each supported version of the SDK. */
import { PluggedList, SDKS } from "./plugged";
import { type Props, urnOf } from "./pluginProcess";
import { ID, PLACE, REPOSITORY } from "./stack";

export { type Kept, UNKNOWN } from "./plugged";

export const URN = urnOf("web");
export const ALICE = { userId: ID.alice, userName: "alice", permission: "Manage" };
export const BOB = { userId: ID.bob, userName: "bob", permission: "Read" };
export const program = (...users: Props[]): Props => ({ ...PLACE, users });

export function onEachSdk(subject: string, define: (it0: PluggedList) => void): void {
  for (const [sdk, environment] of Object.entries(SDKS))
    describe(`the plugin on ${sdk}: ${subject}`, () => {
      define(new PluggedList(REPOSITORY, environment));
    });
}
