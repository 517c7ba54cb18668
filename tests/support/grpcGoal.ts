import { type Props, UNKNOWN } from "./grpc";
import type { HostKind } from "./grpcHosts";
import { type Declared, goalOf, type Options, revived } from "./program";
import { urnOf } from "./providerClient";

/** A declared resource as an engine gets it from the program. */
export interface Goal {
  readonly urn: string;
  readonly name: string;
  readonly args: Props;
  readonly options: Options;
  /** URNs of all resources it depends on, and for each input the URNs of those whose outputs are in it. */
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** The URN of each declared resource, by its name. */
export const urnsOf = ({ resources = {} }: Declared, { prefix }: HostKind): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(resources).map(([name, it]) => [name, urnOf(name, prefix + goalOf(it).type)] as const),
  );

/** The goal of a declared resource, once all it depends on exists. `outputsOf` waits for the outputs of another resource. */
export async function declaredGoal(
  name: string,
  program: Declared,
  host: HostKind,
  outputsOf: (name: string) => Promise<Props>,
): Promise<Goal> {
  const { resources = {}, options: { [name]: options = {} } = {} } = program;
  const { type, inputs } = goalOf(resources[name] ?? {});
  const urns = urnsOf(program, host);
  const known = new Map<string, Props>();
  const usedBy = Object.entries(inputs).map(([key, value]) => [key, namesIn(value)] as const);
  for (const other of [...usedBy.flatMap(([, names]) => names), ...(options.dependsOn ?? [])])
    known.set(other, await outputsOf(other));
  const ref = (other: string, output: string): Props[string] => known.get(other)?.[output] ?? UNKNOWN;
  const urnsOfAll = (names: Iterable<string>): string[] => [...names].map((it) => urns.get(it) ?? "");
  return {
    urn: urns.get(name) ?? "",
    name,
    args: { ...(revived(inputs, { secret: host.secret, ref }) as Props), ...host.added(type) },
    options,
    dependencies: urnsOfAll(known.keys()),
    propertyDependencies: Object.fromEntries(usedBy.map(([key, names]) => [key, urnsOfAll(names)])),
  };
}

/** Names of the resources whose outputs are in a value. */
function namesIn(value: Props[string]): string[] {
  const names: string[] = [];
  revived(value, {
    secret: (it) => it,
    ref: (name) => {
      names.push(name);
      return null;
    },
  });
  return names;
}
