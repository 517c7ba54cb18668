import { resolve } from "node:path";
import type { JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Props } from "./grpc";
import { ProviderProcess } from "./providerProcess";

export { type Failure, InitFailed, type Props, send } from "./grpc";
export { type Diff, ProviderClient, urnOf } from "./providerClient";
export const PLUGIN = resolve(__dirname, "../../dist/provider/hosts/plugin/main.js");

/** A secret value, marked as engines do it for a provider that accepts secrets. */
export const secret = (value: JavaScriptValue): Props => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

/** The real plugin in a process of its own. */
export class PluginProcess extends ProviderProcess {
  /** `command` starts the plugin; without it, the one of this checkout runs. */
  static start(
    environment: Readonly<Record<string, string>>,
    engine = "",
    command: readonly [string, ...string[]] = [process.execPath, PLUGIN],
  ): Promise<PluginProcess> {
    return PluginProcess.launch([...command, engine], environment);
  }
}
