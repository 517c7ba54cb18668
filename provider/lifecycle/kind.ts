import { isDeepStrictEqual } from "node:util";
import { shownInputs } from "../description";
import { callAt, keyAt, type Place, replacedBy, subjectOf } from "../place";
import type { Call, Context, Resource } from "../resource";

/** Values of a resource, by the name of the property. */
export type Values = Place;
/** The state of a resource: its inputs, and its outputs as the server returned them. */
export type State = Values & {
  /**
   * Names of the optional inputs that the program gave at the last write. The state has the server's values of the other optional
   * inputs, too: without this list, a refresh would take those for inputs of the program.
   */
  readonly __given?: readonly string[];
};

/** Whether two lists have the same items, each equally often, in any order. */
function hasSameItems(one: readonly unknown[], other: readonly unknown[]): boolean {
  const left = [...other];
  const isTaken = one.every((item) => {
    const at = left.findIndex((it) => isDeepStrictEqual(it, item));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
  return isTaken && left.length === 0;
}

const isSameMoment = (one: unknown, other: unknown): boolean =>
  typeof one === "string" && typeof other === "string" && Date.parse(one) === Date.parse(other);

/** What follows from the description of a resource: where its objects are, how values are compared, what the state keeps. */
export class Kind {
  /** The inputs that say where an object is. */
  readonly place: readonly string[];
  readonly inputs: Resource["description"]["inputs"];
  /** Inputs whose value the server returns. */
  readonly #shown: readonly string[];

  constructor(readonly resource: Resource) {
    this.place = resource.description.place;
    this.inputs = resource.description.inputs;
    this.#shown = shownInputs(resource.description);
  }

  /** The name of an object in log lines and errors. */
  subject(at: Place): string {
    return subjectOf(this.resource.description, at);
  }

  /** The key by which a run remembers an object. */
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

  /** A function that reads the object once it is called. */
  read(context: Context, at: Place): () => Promise<Values> {
    return async () => ({ ...(await this.resource.read(this.call(context, at), at)) });
  }

  /** Whether two values of an input mean the same. */
  isSame(name: string, one: unknown, other: unknown): boolean {
    const input = this.inputs[name] ?? {};
    if ("unordered" in input && Array.isArray(one) && Array.isArray(other)) return hasSameItems(one, other);
    if ("moment" in input && isSameMoment(one, other)) return true;
    return isDeepStrictEqual(one, other);
  }

  /** Inputs whose declared value differs from the value at the server. */
  differing(live: Values, declared: Values): string[] {
    return this.#shown.filter(
      (name) => declared[name] !== undefined && !this.isSame(name, declared[name], live[name]),
    );
  }

  /** Local inputs whose declared value differs from the state. The server does not know these inputs. */
  changedOnly(state: State, declared: Values): string[] {
    const isLocal = (name: string): boolean => this.inputs[name]?.local === true;
    return Object.keys(this.inputs).filter(
      (name) => isLocal(name) && !this.isSame(name, declared[name], state[name]),
    );
  }

  /** Whether a change of this input replaces the object. */
  #isFixed(name: string): boolean {
    const input = this.inputs[name];
    return input?.replaceOnChanges === true || (this.resource.update === undefined && input?.local !== true);
  }

  /** Of these inputs, those whose change replaces the object. */
  replacing(names: readonly string[]): string[] {
    return names.filter((name) => this.#isFixed(name));
  }

  /** The inputs that have changed and replace the object. An input that the program leaves out stays as it is. */
  replacedBy({ settings }: Context, state: State, declared: Values): string[] {
    const isLeftOut = (name: string): boolean => this.#shown.includes(name) && declared[name] === undefined;
    const fixed = this.replacing(Object.keys(this.inputs)).filter((name) => !isLeftOut(name));
    return replacedBy(fixed, settings, state, declared, (...values) => this.isSame(...values));
  }

  /** The optional inputs whose value the server returns. */
  get optional(): string[] {
    return this.#shown.filter((name) => this.inputs[name]?.optional === true);
  }

  /** Of the optional inputs whose value the server returns, those that the program gives. */
  givenOf(inputs: Values): string[] {
    return this.optional.filter((name) => inputs[name] !== undefined);
  }

  /** The state after a write or a read: the values at the server, and what only the program knows. */
  stateOf(said: Values, live: Values, given: readonly string[]): State {
    const local = Object.entries(this.inputs).flatMap(([name, input]) =>
      input.local === true
        ? [[name, said[name] ?? ("default" in input ? input.default : undefined)] as const]
        : [],
    );
    const all = [...this.where(said), ...local].filter(([, value]) => value !== undefined);
    return { ...live, ...Object.fromEntries(all), __given: given };
  }

  /** The state after a write that the server cannot confirm: the inputs as declared. */
  declaredState(inputs: Values): State {
    // Inputs without a value are left out, since hosts cannot send undefined.
    const known = this.#shown.filter((name) => inputs[name] !== undefined);
    const declared = Object.fromEntries(known.map((name) => [name, inputs[name]]));
    return this.stateOf(inputs, declared, this.givenOf(inputs));
  }
}
