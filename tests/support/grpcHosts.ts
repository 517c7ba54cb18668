/** The two hosts as an engine sees them: how they are started, and what it asks of them. */
import { showStep } from "../../sandbox/engine/display";
import type { ResourceName } from "../../provider/registry";
import { bundledPlugin } from "./built";
import { providerText, startDynamicHost } from "./dynamicHost";
import type { Props } from "./grpc";
import { masked } from "./pluginLog";
import { PLUGIN, PluginProcess, secret } from "./pluginProcess";
import type { Diff } from "./providerClient";
import type { ProviderProcess } from "./providerProcess";

/** A step to show, with what it changes. */
export interface Shown {
  readonly op: "create" | "update" | "delete" | "refresh";
  readonly urn: string;
  readonly name: string;
  readonly olds?: Props;
  readonly news?: Props;
  readonly diff?: Diff;
}

export interface HostKind {
  /** The part of a resource's type before its name. */
  readonly prefix: string;
  /** Inputs that the classes of the SDK add to what a program declares. */
  readonly added: (resource: ResourceName) => Props;
  /** The form that a secret has in a program's inputs and in the configuration. */
  readonly secret: (value: Props[string]) => Props[string];
  /** Whether the provider asks for a refresh, which an engine makes in a process before the run. If not, the project asks, and the refresh is in the run's own process. */
  readonly asksForRefresh: boolean;
  /** Whether the provider checks its configuration. */
  readonly checksConfig: boolean;
  readonly start: (
    environment: Record<string, string>,
    engine: string,
    refreshesFirst: boolean,
  ) => Promise<ProviderProcess>;
  /** Lines for a step. `isFull`: every difference with its values. */
  readonly lines: (step: Shown, isFull: boolean) => string[];
}

const SIGNS = { create: "+", update: "~", delete: "-", refresh: "~" };

async function startPlugin(
  file: string,
  environment: Readonly<Record<string, string>>,
  engine: string,
  refreshesFirst: boolean,
): Promise<ProviderProcess> {
  const plugin = await PluginProcess.start(environment, engine, [process.execPath, file]);
  await plugin.handshake(engine, refreshesFirst);
  return plugin;
}

/** The plugin names the paths that differ. */
export const PLUGIN_HOST: HostKind = {
  prefix: "swr:index:",
  added: () => ({}),
  secret,
  asksForRefresh: true,
  checksConfig: true,
  start: (environment, engine, refreshesFirst) => startPlugin(PLUGIN, environment, engine, refreshesFirst),
  lines: ({ op, name, olds = {}, news = {}, diff }, isFull) => {
    const marks = diff !== undefined && diff.diffs.length > 0 ? ` [diff: ~${diff.diffs.join(",~")}]` : "";
    const details = isFull ? Object.entries(diff?.details ?? {}) : [];
    return [
      `${SIGNS[op]} ${name} ${op}${marks}`,
      ...details.map(([path, kind]) => {
        const [old, now] = [olds, news].map((side) => masked(valueAt(side, path) ?? null));
        return `  ${kind} ${path}: ${old ?? ""} => ${now ?? ""}`;
      }),
    ];
  },
};

/** The plugin from one file, for tests that start it hundreds of times. */
export const BUNDLED_PLUGIN_HOST: HostKind = {
  ...PLUGIN_HOST,
  start: async (...given) => startPlugin(await bundledPlugin(), ...given),
};

/** The dynamic host only says whether something differs. The engine compares the inputs, as the offline engine shows them. */
export const DYNAMIC_HOST: HostKind = {
  prefix: "pulumi-nodejs:dynamic/swr:",
  added: (resource) => ({ __provider: providerText(resource) }),
  secret: () => {
    throw new Error("this host learns of secrets from the SDK: run the scenario with a program");
  },
  asksForRefresh: false,
  checksConfig: false,
  start: startDynamicHost,
  lines: ({ op, urn, name, olds, news }, isFull) => {
    const lines: string[] = [];
    const [, , type = ""] = urn.split("::");
    const job = {
      counts: new Map(),
      dryRun: true,
      full: isFull,
      print: (line: string) => void lines.push(line),
    };
    showStep(job, op, { type, name, secrets: [] }, olds, news);
    return lines;
  },
};

/** The value at `users[1].permission`. */
const valueAt = (props: Props, path: string): unknown =>
  [...path.matchAll(/[^.[\]"]+/g)].reduce<unknown>(
    (value, [step]) => (value as Record<string, unknown> | undefined)?.[step],
    props,
  );
