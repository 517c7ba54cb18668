/**
 * How a resource or a function is described: once, as a plain literal in its own file. TypeScript infers its types from the
 * literal (`InputsOf`, `OutputsOf`); `schema.json`, the npm package's class or function and the reference are made from it by
 * `make docs`.
 */

/** A fixed set of words, each with its meaning. */
export interface Choice {
  /** Name of the type in every SDK. */
  readonly name: string;
  readonly description: string;
  /** What only the type of the npm package says beside it. */
  readonly remarks?: string;
  readonly values: Readonly<Record<string, string>>;
}

/** An object with a name of its own. */
export interface ObjectType {
  /** Name of the type in every SDK. */
  readonly name: string;
  readonly description: string;
  /** What only the type of the npm package says beside it. */
  readonly remarks?: string;
  readonly properties: Readonly<Record<string, Property>>;
}

interface Said {
  /** What it is, with shape, unit and default. */
  readonly description: string;
  /** What only the npm package says beside it. */
  readonly remarks?: string;
  /**
   * May be left out. Of an input it means: what the program leaves out stays at the server as it is, and is no drift. An input
   * whose absence means a value of its own has a `default` instead; with one it is optional by itself. Of an output: may be missing.
   */
  readonly optional?: true;
}
interface Text extends Said {
  readonly type: "string";
  readonly default?: string;
  /** The fewest characters it may have. `check` refuses less, and every page says so. */
  readonly minLength?: number;
}
interface Flag extends Said {
  readonly type: "boolean";
  readonly default?: boolean;
}
interface Quantity extends Said {
  readonly type: "integer" | "number";
  readonly default?: number;
  /** The smallest and the largest value. `check` refuses others, and every page says so. */
  readonly min?: number;
  readonly max?: number;
}
interface Chosen extends Said {
  readonly choice: Choice;
}
interface Nested extends Said {
  readonly object: ObjectType;
}
interface ListOf extends Said {
  readonly listOf: "string" | ObjectType;
  /** An empty list: what the program leaves out is none, and whatever the server has is drift. */
  readonly default?: readonly [];
  /** The order of its items means nothing: another order is no difference. */
  readonly unordered?: true;
}
export type Property = Text | Flag | Quantity | Chosen | Nested | ListOf;

/** An input, which is an output, too. */
export type Input = Property & {
  /** The description of the output of the same name, where it needs other words than the input. */
  readonly asOutput?: string;
  /** The type of the items of the output of the same name, where the server answers items with more properties than a program gives. */
  readonly shownAs?: ListOf["listOf"];
  /** A change needs a new resource. */
  readonly replaceOnChanges?: true;
  /** The API knows nothing of it: the program and the state alone do. */
  readonly local?: true;
};

/**
 * A program as data, so that it can be printed in every language. A text that begins with `$` is an output of another resource,
 * or of a function's result, in the program: `$web.users`.
 */
export interface Example {
  readonly title: string;
  /** What the program shows, in a sentence before it. */
  readonly text?: string;
  /** Name in the program → resource or function, and its arguments. */
  readonly program: Readonly<
    Record<string, readonly [type: string, args: Readonly<Record<string, unknown>>]>
  >;
  /** What the program exports. */
  readonly outputs?: Readonly<Record<string, string>>;
}

interface Described {
  /** What it is and what it does, in a few sentences. */
  readonly description: string;
  /** What only the class or the function of the npm package says beside it. */
  readonly remarks?: string;
  /** Operations of the API it uses, as the API's reference calls them. */
  readonly api: readonly string[];
  readonly examples: readonly [Example, ...Example[]];
  /** Inputs of which a program gives exactly one. Each of them is `optional`. `check` refuses none and two, and every page says so. */
  readonly oneOf?: readonly OneOf[];
}

/** Names of inputs of which exactly one is given. */
export type OneOf = readonly [string, string, ...string[]];

/** One resource. */
export interface Description extends Described {
  /** The inputs that say where it is, from the outermost on: its id is made of them. The region is added. */
  readonly place: readonly string[];
  /** What is there, in the words of lines and errors, where a resource of another type has the same place: `retention policy`. */
  readonly what?: string;
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, Property>>;
}

/** One function. */
export interface FunctionDescription extends Described {
  /** Its arguments. */
  readonly inputs: Readonly<Record<string, Property>>;
  /** Its result. */
  readonly outputs: Readonly<Record<string, Property>>;
}

/** An input as the output of the same name. */
export function asOutput(input: Input): Property {
  const { shownAs, asOutput: words = input.description } = input;
  const optional = input.optional === true ? { optional: true as const } : {};
  if ("choice" in input) return { choice: input.choice, description: words, ...optional };
  if ("object" in input) return { object: input.object, description: words, ...optional };
  if ("listOf" in input) return { listOf: shownAs ?? input.listOf, description: words, ...optional };
  return { type: input.type, description: words, ...optional };
}

/** All that a resource shows: its inputs as outputs, then its outputs. */
export const outputsOf = ({ inputs, outputs }: Description): Readonly<Record<string, Property>> => ({
  ...Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, asOutput(input)])),
  ...outputs,
});

/**
 * The inputs of a resource that the server answers with a value of its own: not those that say where the resource is, and not
 * those that the program and the state alone know.
 */
export const shownInputs = ({ inputs, place }: Description): string[] =>
  Object.keys(inputs).filter(
    (name) => inputs[name]?.local !== true && name !== "region" && !place.includes(name),
  );

/** The type of a value that a property describes. */
type ValueOf<P> = P extends { type: "string" }
  ? string
  : P extends { type: "boolean" }
    ? boolean
    : P extends { type: "integer" | "number" }
      ? number
      : P extends { choice: { values: infer V } }
        ? keyof V & string
        : P extends { object: { properties: infer O } }
          ? ObjectOf<O>
          : P extends { listOf: { properties: infer O } }
            ? readonly ObjectOf<O>[]
            : P extends { listOf: "string" }
              ? readonly string[]
              : never;
type OptionalKeys<O> = { [K in keyof O]: O[K] extends { optional: true } ? K : never }[keyof O];
type ObjectOf<O> = { readonly [K in Exclude<keyof O, OptionalKeys<O>>]: ValueOf<O[K]> } & {
  readonly [K in OptionalKeys<O>]?: ValueOf<O[K]>;
};

/** The inputs of a description after `check`: defaults are filled in. */
export type InputsOf<D extends { readonly inputs: object }> = ObjectOf<D["inputs"]>;
/** The outputs that are no inputs. */
export type OutputsOf<D extends { readonly outputs: object }> = ObjectOf<D["outputs"]>;
/** The inputs that say where a resource is. */
export type PlaceOf<D extends { readonly inputs: object; readonly place: readonly string[] }> = Pick<
  InputsOf<D>,
  keyof InputsOf<D> & (D["place"][number] | "region")
>;

/** What a program gives, with the defaults of what it leaves out. */
export const withDefaults = (
  inputs: Readonly<Record<string, Property>>,
  given: object,
): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(
    Object.entries(inputs).flatMap(([name, it]) => ("default" in it ? [[name, it.default] as const] : [])),
  ),
  ...given,
});

/** The region of a resource: the same words for each. */
export const regionOf = (what: string) =>
  ({
    type: "string",
    description: `Region of the ${what}. Default: swr:region.`,
    asOutput: `Region of the ${what}.`,
    optional: true,
    replaceOnChanges: true,
  }) as const;

/** The inputs that name a repository: the same words for each resource that is about one. */
export const REPOSITORY_NAMES = {
  organization: {
    type: "string",
    description: "Organization (API: namespace) the repository is in.",
    asOutput: "Organization the repository is in.",
    replaceOnChanges: true,
  },
  repository: {
    type: "string",
    description: "Repository name as users write it, with raw `/`.",
    remarks: "For example `web/app`.",
    asOutput: "Repository name, with raw `/`.",
    replaceOnChanges: true,
  },
} as const;

/** For what a destroy would delete: it is not taken over by accident. */
export const ADOPT = {
  type: "boolean",
  description:
    "Whether one that exists already is taken over: it then gets these inputs, and a destroy deletes it. Default: false, it is refused.",
  asOutput: "Whether one that existed already was allowed to be taken over.",
  default: false,
  local: true,
} as const;
