import { type Emulator, startEmulator } from "../../sandbox/emulator";
import { PluginProcess } from "./pluginProcess";
import { environmentOf } from "./stack";

/** Nobody listens there: lines go to stderr, and so to the output. */
export const ENGINE = "127.0.0.1:1";

/** An emulator for a suite, and for each test of it a plugin that has shaken hands, configured unless it is said otherwise. */
export class Plugged {
  emulator!: Emulator;
  plugin!: PluginProcess;

  constructor(
    private readonly isConfigured: boolean,
    private readonly environment: Readonly<Record<string, string>> = {},
  ) {
    before(async () => (this.emulator = await startEmulator()));
    after(() => this.emulator.stop());
    beforeEach(async () => {
      this.emulator.reset();
      await this.#start();
    });
    afterEach(() => this.plugin.stop());
  }

  async #start(): Promise<void> {
    this.plugin = await PluginProcess.start({ ...environmentOf(this.emulator), ...this.environment });
    await this.plugin.handshake(ENGINE, true);
    if (this.isConfigured) await this.plugin.configure({});
  }

  /** A new process, as for the next run. */
  async restart(): Promise<void> {
    await this.plugin.stop();
    await this.#start();
  }
}
