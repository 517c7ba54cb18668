/**
 * A resource or a function is described once, as a plain literal in its own file. TypeScript infers the types of inputs and
 * outputs from the literal (`InputsOf`, `OutputsOf`). `make docs` makes `schema.json`, the class or function of the npm
 * package, and the reference from it.
 */

/** A type whose values are a fixed set of words, each with its meaning. */
export interface Choice {
  /** Name of the type in every SDK. */
  readonly name: string;
  readonly description: string;
  /** More text, for the type in the npm package only. */
  readonly remarks?: string;
  readonly values: Readonly<Record<string, string>>;
}

/** An object type. */
export interface ObjectType {
  /** Name of the type in every SDK. */
  readonly name: string;
  readonly description: string;
  /** More text, for the type in the npm package only. */
  readonly remarks?: string;
  readonly properties: Readonly<Record<string, Property>>;
}

interface Said {
  /** What the property is, with its format, unit and default. */
  readonly description: string;
  /** More text, for the npm package only. */
  readonly remarks?: string;
  /**
   * The property may be left out. Where a program leaves an input out, the server's value stays as it is and is no drift. An
   * input with a `default` needs no `optional`: it gets its default instead. An optional output may be missing.
   */
  readonly optional?: true;
}
interface Text extends Said {
  readonly type: "string";
  readonly default?: string;
  /** The smallest number of characters. `check` refuses shorter texts, and every page says so. */
  readonly minLength?: number;
  /**
   * The text is a date and time with a zone, or the default. `check` refuses other texts, and every page says so. For an input
   * of a resource, the same moment in another zone or spelling is no difference.
   */
  readonly moment?: true;
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
  /** The only default is an empty list. Where the program leaves the list out, every item at the server is drift. */
  readonly default?: readonly [];
  /** The order of the items has no meaning: another order is no difference. */
  readonly unordered?: true;
}
export type Property = Text | Flag | Quantity | Chosen | Nested | ListOf;

/** An input of a resource. It is also an output of the same name. */
export type Input = Property & {
  /** The description of the output of the same name. Left out: the description of the input. */
  readonly asOutput?: string;
  /** The type of an item of the output, where the server returns more properties for an item than a program gives. */
  readonly shownAs?: ListOf["listOf"];
  /** A change of this input replaces the resource. */
  readonly replaceOnChanges?: true;
  /** The API does not know this input: only the program and the state have it. */
  readonly local?: true;
};

/**
 * A program as data, so that it can be printed in every language. A text that begins with `$` stands for an output of another
 * resource or function of the program: `$web.users`.
 */
export interface Example {
  readonly title: string;
  /** A sentence that stands before the program and says what it shows. */
  readonly text?: string;
  /** By the name in the program: the resource or function, and its arguments. */
  readonly program: Readonly<
    Record<string, readonly [type: string, args: Readonly<Record<string, unknown>>]>
  >;
  /** What the program exports. */
  readonly outputs?: Readonly<Record<string, string>>;
}

interface Described {
  /** What the resource or function is and does, in a few sentences. */
  readonly description: string;
  /** More text, for the class or function in the npm package only. */
  readonly remarks?: string;
  /** The API operations that are used, by their names in the API's reference. */
  readonly api: readonly string[];
  readonly examples: readonly [Example, ...Example[]];
  /**
   * Groups of `optional` inputs. A program gives exactly one input of each group: `check` refuses none and two, and every
   * page says so.
   */
  readonly oneOf?: readonly OneOf[];
}

/** Names of inputs. A program gives exactly one of them. */
export type OneOf = readonly [string, string, ...string[]];

/** One resource. */
export interface Description extends Described {
  /**
   * The inputs that say where the resource is, outermost first. Its id is made of them, and of the region. Only the input
   * `repository` may contain slashes, since an id is split at the others; `check` refuses them in any other.
   */
  readonly place: readonly string[];
  /**
   * The noun for the resource in log lines and errors: `retention policy`. Given where another resource type has the same
   * place.
   */
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

/** The output that has the same name as an input. */
export function asOutput(input: Input): Property {
  const { shownAs, asOutput: words = input.description } = input;
  const optional = input.optional === true ? { optional: true as const } : {};
  if ("choice" in input) return { choice: input.choice, description: words, ...optional };
  if ("object" in input) return { object: input.object, description: words, ...optional };
  if ("listOf" in input) return { listOf: shownAs ?? input.listOf, description: words, ...optional };
  return { type: input.type, description: words, ...optional };
}

/** All outputs of a resource: one for each input, and those that are no inputs. */
export const outputsOf = ({ inputs, outputs }: Description): Readonly<Record<string, Property>> => ({
  ...Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, asOutput(input)])),
  ...outputs,
});

/** The inputs whose value the server returns: all but local ones and those that say where the resource is. */
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

/** The inputs that a program gives, completed with defaults. */
export const withDefaults = (
  inputs: Readonly<Record<string, Property>>,
  given: object,
): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(
    Object.entries(inputs).flatMap(([name, it]) => ("default" in it ? [[name, it.default] as const] : [])),
  ),
  ...given,
});

/** The input `region`, in the same words for each resource. */
export const regionOf = (what: string) =>
  ({
    type: "string",
    description: `Region of the ${what}. Default: swr:region.`,
    asOutput: `Region of the ${what}.`,
    optional: true,
    replaceOnChanges: true,
  }) as const;

/** The inputs that name a repository, in the same words for each resource that has them. */
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

/**
 * The input `adopt`, for resources that a destroy deletes. Without it, no object that exists already is taken over by
 * accident.
 */
export const ADOPT = {
  type: "boolean",
  description:
    "Whether an object that exists already is taken over: it then gets these inputs, and a destroy deletes it. Default: false, an existing object is refused.",
  asOutput: "Whether the resource was allowed to take over an object that existed already.",
  default: false,
  local: true,
} as const;
