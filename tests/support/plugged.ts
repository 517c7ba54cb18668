import { type Emulator, startEmulator } from "../../sandbox/emulator";
import { PluginProcess } from "./pluginProcess";
import { environmentOf } from "./stack";

/** Nobody listens there: lines go to stderr, and so to the output. */
export const ENGINE = "127.0.0.1:1";

/** An emulator for a suite, and for each test of it a plugin that has shaken hands, configured unless it is said otherwise. */
export class Plugged {
  emulator!: Emulator;
  plugin!: PluginProcess;

  constructor(isConfigured: boolean, environment: Readonly<Record<string, string>> = {}) {
    before(async () => (this.emulator = await startEmulator()));
    after(() => this.emulator.stop());
    beforeEach(async () => {
      this.emulator.reset();
      this.plugin = await PluginProcess.start({ ...environmentOf(this.emulator), ...environment });
      await this.plugin.handshake(ENGINE, true);
      if (isConfigured) await this.plugin.configure({});
    });
    afterEach(() => this.plugin.stop());
  }
}
