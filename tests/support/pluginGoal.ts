import { type Declared, goalOf, type Options, revived } from "./program";
import { type Props, secret, urnOf } from "./pluginProcess";

/** What an engine sends for a value that only the real run knows. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A declared resource as an engine gets it from the program. */
export interface Goal {
  readonly urn: string;
  readonly name: string;
  readonly args: Props;
  readonly options: Options;
  /** URNs of all that it depends on, and of those whose outputs each of its inputs is made of. */
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** The URN of each declared resource, by its name. */
export const urnsOf = (resources: NonNullable<Declared["resources"]>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(resources).map(
      ([name, it]) => [name, urnOf(name, `swr:index:${goalOf(it).type}`)] as const,
    ),
  );

/** A program asks for a resource as soon as all is there that it depends on: `outputsOf` waits for those of another one. */
export async function declaredGoal(
  name: string,
  { resources = {}, options: all = {} }: Declared,
  outputsOf: (name: string) => Promise<Props>,
): Promise<Goal> {
  const { inputs } = goalOf(resources[name] ?? {});
  const { [name]: options = {} } = all;
  const urns = urnsOf(resources);
  const known = new Map<string, Props>();
  const usedBy = Object.entries(inputs).map(([key, value]) => [key, namesIn(value)] as const);
  for (const other of [...usedBy.flatMap(([, names]) => names), ...(options.dependsOn ?? [])])
    known.set(other, await outputsOf(other));
  const ref = (other: string, output: string): Props[string] => known.get(other)?.[output] ?? UNKNOWN;
  const urnsOfAll = (names: Iterable<string>): string[] => [...names].map((it) => urns.get(it) ?? "");
  return {
    urn: urns.get(name) ?? "",
    name,
    args: revived(inputs, { secret, ref }) as Props,
    options,
    dependencies: urnsOfAll(known.keys()),
    propertyDependencies: Object.fromEntries(usedBy.map(([key, names]) => [key, urnsOfAll(names)])),
  };
}

/** Names of the resources whose outputs a value is made of. */
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
