import { scan } from "../../cli/live/scan";
import { buildReport } from "../../cli/report/build";
import type { Question } from "../../cli/report/question";
import { placeOf, rowsOf } from "../../cli/report/rows";
import type { Report } from "../../cli/report/types";
import { openSession, type SharedOptions } from "../../cli/session";
import { declaredBy } from "../../cli/stack/declared";
import { parseExport } from "../../cli/stack/export";
import { createHooks } from "../../provider/hosts/hooks";
import { REGISTRY } from "../../provider/registry";
import type { Context } from "../../provider/resource";
import type { Emulator } from "../../sandbox/emulator";
import { environmentOf } from "../support/stack";

/** What a command's run has: its context, and the lines that it wrote. */
export interface Run {
  readonly context: Context;
  readonly lines: string[];
}

/** A session as a command opens it, against an emulator. It does not wait between attempts. */
export function sessionOn(
  emulator: Pick<Emulator, "url">,
  user = "ci",
  options: Partial<SharedOptions> = {},
): Run {
  const lines: string[] = [];
  const own = { sleep: () => Promise.resolve() };
  const log = (line: string): void => void lines.push(line);
  return { context: openSession({ config: [], ...options }, log, environmentOf(emulator, user), own), lines };
}

/** One resource for an export. */
export interface Exported {
  readonly name: "RepositoryAccess" | "OrganizationAccess" | "RepositoryAccessPolicy" | "Repository";
  readonly inputs: object;
  readonly state: object;
  readonly more?: object;
}

const TYPES = { plugin: "swr:index:", dynamic: "pulumi-nodejs:dynamic/swr:" } as const;
export type HostName = keyof typeof TYPES;
export const HOSTS = Object.keys(TYPES) as HostName[];

export const urnOf = (host: HostName, { name }: Pick<Exported, "name">, at = 0): string =>
  `urn:pulumi:dev::shop::${TYPES[host]}${name}::it${String(at)}`;

/** The text of `pulumi stack export` for a stack of these resources. `settings`: of their provider. */
export function exportOf(host: HostName, resources: readonly Exported[], settings: object = {}): string {
  const provider = `urn:pulumi:dev::shop::pulumi:providers:${host === "plugin" ? "swr" : "pulumi-nodejs"}::default`;
  return JSON.stringify({
    version: 3,
    deployment: {
      resources: [
        {
          urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
          custom: false,
          type: "pulumi:pulumi:Stack",
        },
        { urn: provider, custom: true, id: "1", type: provider.split("::")[2], inputs: settings },
        ...resources.map(({ name, inputs, state, more }, at) => ({
          urn: urnOf(host, { name }, at),
          custom: true,
          id: String(at),
          type: `${TYPES[host]}${name}`,
          inputs,
          outputs: state,
          provider: `${provider}::1`,
          ...more,
        })),
      ],
    },
  });
}

/** Runs a resource of ours on the emulator as an engine does, and answers what an export of the stack has of it. */
export async function applied({ context }: Run, name: Exported["name"], program: object): Promise<Exported> {
  const hooks = createHooks(REGISTRY[name], () => context);
  const { inputs, failures } = await hooks.check(undefined, program);
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("; "));
  const { state } = await hooks.create(inputs);
  return { name, inputs, state };
}

/** The same resource after `pulumi refresh`. */
export async function refreshed({ context }: Run, { name, state }: Exported): Promise<Exported> {
  const found = await createHooks(REGISTRY[name], () => context).read("team-a/web/app", state);
  if (found === undefined) throw new Error("it is gone");
  return { name, inputs: found.inputs, state: found.state };
}

/** The report of what is at the emulator, beside the text of an export. */
export async function reportOn(
  { context }: Run,
  text: string,
  asked: Partial<Question> = {},
): Promise<Report> {
  const now = new Date();
  const declared = declaredBy(parseExport(text, "test"), now);
  const live = await scan(context, asked);
  return buildReport({ live, settings: context.settings, now, declared, ...asked });
}

/** The grants of one list in short: `bob Read drifted Write`. */
export const grantsAt = (place: string, report: Report): string[] =>
  rowsOf(report).flatMap((row) => {
    const { userName, permission, status, declared } = row.grant;
    return placeOf(row) === place ? `${userName} ${permission ?? "-"} ${status} ${declared ?? "-"}` : [];
  });
