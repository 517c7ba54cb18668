import { PluginProcess, urnOf } from "../../tests/support/pluginProcess";
import { Emulated } from "./emulated";
import type { Start } from "./row";
import { environmentOf, grants, ORGANIZATION, repositories } from "./world";

const TIMES = 10;

/** How long the plugin itself takes from exec to its first call. No engine and no program delay it. */
export async function measureStart(executable: string): Promise<Start> {
  const [readyMs, firstCallMs]: [number[], number[]] = [[], []];
  const emulated = await Emulated.start(TIMES, 0);
  try {
    for (const repository of repositories(TIMES)) {
      await emulated.begin();
      const start = Date.now();
      const plugin = await PluginProcess.start(environmentOf(emulated.url), "", [executable]);
      readyMs.push(Date.now() - start);
      try {
        await plugin.handshake("", true);
        await plugin.configure({});
        const urn = urnOf(repository);
        const { inputs } = await plugin.check(
          urn,
          {},
          { organization: ORGANIZATION, repository, users: grants("Read").map((it) => ({ ...it })) },
        );
        await plugin.create(urn, inputs);
        // An engine cancels the plugin at the end of a run. The first plugin then saves its compiled code, and the later ones use it.
        await plugin.cancel();
      } finally {
        await plugin.stop();
      }
      const { firstCallAt = NaN } = await emulated.count();
      firstCallMs.push(firstCallAt - start);
    }
  } finally {
    await emulated.stop();
  }
  return { measured: new Date().toISOString(), readyMs, firstCallMs };
}
