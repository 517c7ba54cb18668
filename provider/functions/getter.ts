/** `getOrganization` of Organization: what a resource shows of an object, as a function. It follows from the resource. */
import {
  asOutput,
  type Description,
  type Example,
  type FunctionDescription,
  type Property,
  shownInputs,
} from "../description";
import { callAt, type Place, withRegion } from "../place";
import type { FunctionDefinition, Resource } from "../resource";
import { mustExist } from "../swr/missing";

/** `swr:index:RetentionPolicy` → `RetentionPolicy`. */
const nameOf = ({ token }: Resource): string => token.split(":").pop() ?? "";

/** `RetentionPolicy` → `retention policy`. */
const wordsOf = (name: string): string => name.replace(/(?<=.)[A-Z]/g, " $&").toLowerCase();

/** Properties of a resource by name, in the words of its outputs. */
const shownAs = ({ inputs }: Description, names: readonly string[]): Readonly<Record<string, Property>> =>
  Object.fromEntries(
    names.flatMap((name) => (inputs[name] === undefined ? [] : [[name, asOutput(inputs[name])]])),
  );

/** The region as it is asked for, where the resource has one. */
const regionOf = ({ inputs: { region } }: Description): Readonly<Record<string, Property>> =>
  region === undefined ? {} : { region: asOutput({ ...region, asOutput: region.description }) };

/** The resource's first example, as a call: its names may be outputs of other resources there, which the call writes out. */
function exampleOf(name: string, { place, examples }: Description): Example {
  const { program, outputs = {} } = examples[0];
  const [called, [, args]] = Object.entries(program).find(([, [type]]) => type === name) ?? ["it", ["", {}]];
  const settled = (value: unknown): unknown => {
    const [, owner = "", output = ""] = /^\$([\w-]+)\.(\w+)$/.exec(String(value)) ?? [];
    return owner === "" ? value : settled(program[owner]?.[1][output]);
  };
  const own = Object.entries(outputs).filter(([, value]) => value.startsWith(`$${called}.`));
  return {
    title: `One ${wordsOf(name)}`,
    program: { [called]: [`get${name}`, Object.fromEntries(place.map((it) => [it, settled(args[it])]))] },
    outputs: Object.fromEntries(own),
  };
}

function describe(resource: Resource): FunctionDescription {
  const { description } = resource;
  const { place, outputs, api } = description;
  const name = nameOf(resource);
  const words = wordsOf(name);
  return {
    description: `One ${words} as SWR shows it, without managing it. It asks SWR each time, also in a preview, and fails where there is no such ${words}.`,
    api: api.filter((operation) => /^(show|list)/.test(operation)),
    examples: [exampleOf(name, description)],
    inputs: { ...shownAs(description, place), ...regionOf(description) },
    outputs: { ...shownAs(description, [...place, "region", ...shownInputs(description)]), ...outputs },
  };
}

/** The function that reads a resource. The resource is all it needs. */
export function getterOf(resource: Resource): FunctionDefinition<object, object> {
  const { place } = resource.description;
  return {
    token: `swr:index:get${nameOf(resource)}`,
    description: describe(resource),
    // The rules are those of the whole resource: what they say of other inputs is not asked here.
    rules: (args) => (resource.rules?.(args) ?? []).filter(({ property }) => place.includes(property)),

    invoke: async (context, args) => {
      const at: Place = withRegion(context.settings, args as Place, undefined);
      const call = callAt(resource.description, context, at);
      return { ...at, ...(await mustExist(call.subject, resource.read(call, at))) };
    },
  };
}
