import { shownInputs } from "../description";
import { callAt, keyAt, type Place } from "../place";
import type { Call, Context, Resource } from "../resource";

/** Values of a resource by property. */
export type Values = Place;
/** What is kept of a resource: its inputs, and what the server says beside them. */
export type State = Values & {
  /** The optional inputs that the program gave: the server answers the others, too, and they are nobody's drift. */
  readonly __given?: readonly string[];
};

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

  /** What an object is remembered by in a run. */
  keyOf({ settings }: Pick<Context, "settings">, at: Place): string {
    return `${this.resource.token} ${keyAt(this.place, settings, at)}`;
  }

  /** Values of the inputs that say where an object is, and of the region. */
  where(inputs: Values): readonly (readonly [name: string, value: unknown])[] {
    return [...this.place, "region"].map((name) => [name, inputs[name]] as const);
  }

  call(context: Context, at: Place): Call {
    return callAt(this.place, context, at);
  }

  /** A read that has not begun yet. */
  read(context: Context, at: Place): () => Promise<Values> {
    return async () => ({ ...(await this.resource.read(this.call(context, at), at)) });
  }

  /** What is declared and not so. */
  differing(live: Values, declared: Values): string[] {
    return this.#shown.filter((name) => declared[name] !== undefined && declared[name] !== live[name]);
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
    const declared = Object.fromEntries(this.#shown.map((name) => [name, inputs[name]]));
    return this.stateOf(inputs, declared, this.givenOf(inputs));
  }
}
