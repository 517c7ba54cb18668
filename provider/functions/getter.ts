/**
 * Makes the function that reads a resource without managing it, such as `getOrganization` for Organization. Everything about
 * the function follows from the resource.
 */
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

/** The name of a resource: `swr:index:RetentionPolicy` becomes `RetentionPolicy`. */
const nameOf = ({ token }: Resource): string => token.split(":").pop() ?? "";

/** The name of a resource in a sentence: `RetentionPolicy` becomes `retention policy`. */
const wordsOf = (name: string): string => name.replace(/(?<=.)[A-Z]/g, " $&").toLowerCase();

/** The outputs of a function for these inputs of a resource, with the descriptions of the resource's outputs. */
const shownAs = ({ inputs }: Description, names: readonly string[]): Readonly<Record<string, Property>> =>
  Object.fromEntries(
    names.flatMap((name) => (inputs[name] === undefined ? [] : [[name, asOutput(inputs[name])]])),
  );

/** The argument `region`, where the resource has that input. */
const regionOf = ({ inputs: { region } }: Description): Readonly<Record<string, Property>> =>
  region === undefined ? {} : { region: asOutput({ ...region, asOutput: region.description }) };

/**
 * Turns the resource's first example into a call of the function. Where a name in it is the output of another resource, the
 * call has the value itself.
 */
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
    description: `One ${words} as SWR shows it, without managing it. Each call reads from SWR, also in a preview, and fails where there is no such ${words}.`,
    api: api.filter((operation) => /^(show|list)/.test(operation)),
    examples: [exampleOf(name, description)],
    inputs: { ...shownAs(description, place), ...regionOf(description) },
    outputs: { ...shownAs(description, [...place, "region", ...shownInputs(description)]), ...outputs },
  };
}

/** The function that reads a resource. It needs nothing but the resource. */
export function getterOf(resource: Resource): FunctionDefinition<object, object> {
  const { place } = resource.description;
  return {
    token: `swr:index:get${nameOf(resource)}`,
    description: describe(resource),
    // The rules check the whole resource. Failures about inputs that the function does not have are left out.
    rules: (args) => (resource.rules?.(args) ?? []).filter(({ property }) => place.includes(property)),

    invoke: async (context, args) => {
      const at: Place = withRegion(context.settings, args as Place, undefined);
      const call = callAt(resource.description, context, at);
      return { ...at, ...(await mustExist(call.subject, resource.read(call, at))) };
    },
  };
}
