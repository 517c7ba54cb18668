import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../package.json";
import { thisMachine, writeArchives } from "../plugin";

/** The plugin as a user has it: the archive, unpacked to where `pulumi plugin install` puts it. */
export class InstalledPlugin {
  /** The folder for the variable PULUMI_HOME. */
  readonly home = mkdtempSync(join(tmpdir(), "swr-bench-"));

  static async install(): Promise<InstalledPlugin> {
    const plugin = new InstalledPlugin();
    const [archive = ""] = await writeArchives(plugin.home, [thisMachine()]);
    mkdirSync(plugin.#folder, { recursive: true });
    execFileSync("tar", ["-xzf", archive, "-C", plugin.#folder]);
    return plugin;
  }

  get #folder(): string {
    return join(this.home, "plugins", `resource-swr-v${version}`);
  }

  get executable(): string {
    return join(this.#folder, "pulumi-resource-swr");
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
