/**
 * How a resource is described: once, as a plain literal in its own file. TypeScript infers its types from the literal
 * (`InputsOf`, `OutputsOf`); `schema.json`, the class of the npm package and the reference are made from it by `make docs`.
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
  /** May be left out, or be missing. A property with a default is optional by itself. */
  readonly optional?: true;
}
interface Text extends Said {
  readonly type: "string";
  readonly default?: string;
}
interface Flag extends Said {
  readonly type: "boolean";
  readonly default?: boolean;
}
interface Quantity extends Said {
  readonly type: "integer" | "number";
  readonly default?: number;
}
interface Chosen extends Said {
  readonly choice: Choice;
}
interface Nested extends Said {
  readonly object: ObjectType;
}
interface ListOf extends Said {
  readonly listOf: "string" | ObjectType;
}
export type Property = Text | Flag | Quantity | Chosen | Nested | ListOf;

/** An input, which is an output, too. */
export type Input = Property & {
  /** Its words among the outputs, where they are others. */
  readonly asOutput?: string;
  /** What it is as an output, where the server says more than the program. */
  readonly shownAs?: ListOf["listOf"];
  /** A change needs a new resource. */
  readonly replaceOnChanges?: true;
  /** The API knows nothing of it: the program and the state alone do. */
  readonly local?: true;
};

/**
 * A program as data, so that it can be printed in every language. A text that begins with `$` is an output of another resource
 * of the program: `$web.users`.
 */
export interface Example {
  readonly title: string;
  /** What the program shows, in a sentence before it. */
  readonly text?: string;
  /** Name in the program → type and arguments. */
  readonly program: Readonly<
    Record<string, readonly [type: string, args: Readonly<Record<string, unknown>>]>
  >;
  /** What the program exports. */
  readonly outputs?: Readonly<Record<string, string>>;
}

/** One resource. */
export interface Description {
  /** What it is and what it does, in a few sentences. */
  readonly description: string;
  /** What only the class of the npm package says beside it. */
  readonly remarks?: string;
  /** The inputs that say where it is, from the outermost on: its id is made of them. The region is added. */
  readonly place: readonly string[];
  /** Operations of the API it uses, as the API's reference calls them. */
  readonly api: readonly string[];
  readonly examples: readonly [Example, ...Example[]];
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, Property>>;
}

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
