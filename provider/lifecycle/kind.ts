import { isDeepStrictEqual } from "node:util";
import { shownInputs } from "../description";
import { callAt, keyAt, type Place, replacedBy, subjectOf } from "../place";
import type { Call, Context, Resource } from "../resource";

/** Values of a resource by property. */
export type Values = Place;
/** What is kept of a resource: its inputs, and what the server says beside them. */
export type State = Values & {
  /**
   * Names of the optional inputs that the program gave at the last write. The state has the server's values of the other optional
   * inputs, too: without this list, a refresh would take those for inputs of the program.
   */
  readonly __given?: readonly string[];
};

/** Whether two lists have the same items, each as often, in whatever order. */
function hasSameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  const left = [...other];
  const isTaken = one.every((item) => {
    const at = left.findIndex((it) => isDeepStrictEqual(it, item));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return isTaken && left.length === 0;
}

/** What the objects of a resource have in common, by its description: where they are, what is compared, what is kept. */
export class Kind {
  /** The inputs that say where an object is. */
  readonly place: readonly string[];
  readonly inputs: Resource["description"]["inputs"];
  /** Inputs whose value the server answers. */
  readonly #shown: readonly string[];

  constructor(readonly resource: Resource) {
    this.place = resource.description.place;
    this.inputs = resource.description.inputs;
    this.#shown = shownInputs(resource.description);
  }

  /** How lines and errors call an object. */
  subject(at: Place): string {
    return subjectOf(this.resource.description, at);
  }

  /** What an object is remembered by in a run. */
  keyOf({ settings }: Pick<Context, "settings">, at: Place): string {
    return `${this.resource.token} ${keyAt(this.place, settings, at)}`;
  }

  /** Values of the inputs that say where an object is, and of the region. */
  where(inputs: Values): readonly (readonly [name: string, value: unknown])[] {
    return [...this.place, "region"].map((name) => [name, inputs[name]] as const);
  }

  call(context: Context, at: Place): Call {
    return callAt(this.resource.description, context, at);
  }

  /** A read that has not begun yet. */
  read(context: Context, at: Place): () => Promise<Values> {
    return async () => ({ ...(await this.resource.read(this.call(context, at), at)) });
  }

  /** Whether two values of an input mean the same. */
  isSame(name: string, one: unknown, other: unknown): boolean {
    const input = this.inputs[name];
    const isUnordered = input !== undefined && "unordered" in input && input.unordered;
    return isUnordered && Array.isArray(one) && Array.isArray(other)
      ? hasSameItems(one, other)
      : isDeepStrictEqual(one, other);
  }

  /** Inputs that are declared, and have another value at the server. */
  differing(live: Values, declared: Values): string[] {
    return this.#shown.filter(
      (name) => declared[name] !== undefined && !this.isSame(name, declared[name], live[name]),
    );
  }

  /** Inputs that the server does not answer, and that are another than in the state. */
  changedOnly(state: State, declared: Values): string[] {
    const isLocal = (name: string): boolean => this.inputs[name]?.local === true;
    return Object.keys(this.inputs).filter(
      (name) => isLocal(name) && !this.isSame(name, declared[name], state[name]),
    );
  }

  /** Whether another value needs a new object. */
  #isFixed(name: string): boolean {
    const input = this.inputs[name];
    return input?.replaceOnChanges === true || (this.resource.update === undefined && input?.local !== true);
  }

  /** Those of these inputs whose change needs a new object. */
  replacing(names: readonly string[]): string[] {
    return names.filter((name) => this.#isFixed(name));
  }

  /** The inputs that were changed and need a new object. What the program leaves out stays as it is. */
  replacedBy({ settings }: Context, state: State, declared: Values): string[] {
    const isLeftOut = (name: string): boolean => this.#shown.includes(name) && declared[name] === undefined;
    const fixed = this.replacing(Object.keys(this.inputs)).filter((name) => !isLeftOut(name));
    return replacedBy(fixed, settings, state, declared, (...values) => this.isSame(...values));
  }

  /** The optional inputs whose value the server answers. */
  get optional(): string[] {
    return this.#shown.filter((name) => this.inputs[name]?.optional === true);
  }

  /** Those of them that the program gives. */
  givenOf(inputs: Values): string[] {
    return this.optional.filter((name) => inputs[name] !== undefined);
  }

  /** What is kept after a write or a read: what the server answers, and what the program alone says. */
  stateOf(said: Values, live: Values, given: readonly string[]): State {
    const local = Object.entries(this.inputs).flatMap(([name, input]) =>
      input.local === true
        ? [[name, said[name] ?? ("default" in input ? input.default : undefined)] as const]
        : [],
    );
    const all = [...this.where(said), ...local].filter(([, value]) => value !== undefined);
    return { ...live, ...Object.fromEntries(all), __given: given };
  }

  /** The state of what was written, as it was declared, where the server cannot confirm it. */
  declaredState(inputs: Values): State {
    // Only what has a value: hosts cannot send an undefined one.
    const known = this.#shown.filter((name) => inputs[name] !== undefined);
    const declared = Object.fromEntries(known.map((name) => [name, inputs[name]]));
    return this.stateOf(inputs, declared, this.givenOf(inputs));
  }
}
