import { ExistsError, isUnclear, messageOf, NotFoundError, PartialFailureError, SwrError } from "../errors";
import { idAt } from "../place";
import type { Call } from "../resource";
import type { Kind, State, Values } from "./kind";
import { readsOf } from "./reads";

const show = (value: unknown): string => (value === undefined ? "not set" : JSON.stringify(value));

/** The part of a sentence that names an input, its value, and its declared value. */
export const differenceOf = (name: string, live: Values, declared: Values): string =>
  `${name} is ${show(live[name])}, declared ${show(declared[name])}`;

/** The first wait before a create is sent again. It doubles each time. Milliseconds. */
const WAIT = 250;

/**
 * Creates, changes and deletes one object, although an answer may be lost. Where no answer comes, the object is read, and
 * what the server shows decides. `inputs`: what is declared; in a delete, the state.
 */
export class Writes {
  readonly #key: string;

  constructor(
    private readonly kind: Kind,
    private readonly call: Call,
    private readonly inputs: Values,
  ) {
    this.#key = kind.keyOf(call, inputs);
  }

  /** Reads the object; undefined: it does not exist. */
  #fresh(): Promise<Values | undefined> {
    return readsOf(this.call).fresh(this.#key, this.kind.read(this.call, this.inputs));
  }

  /** Creates the object. Where no answer comes, it looks whether the object exists before it sends the request again. */
  async make(): Promise<void> {
    const { call } = this;
    for (let attempt = 0; ; attempt += 1)
      try {
        await this.kind.resource.create(call, this.inputs);
        return;
      } catch (thrown) {
        // An object that exists after an unanswered attempt may be the one that this attempt created.
        const isPerhapsOurs = thrown instanceof ExistsError && attempt > 0;
        if (!isUnclear(thrown) && !isPerhapsOurs) throw thrown;
        if (await this.#isThere(thrown)) return;
        if (attempt >= call.settings.budgets.maxRetries) throw thrown;
        await call.sleep(WAIT * 2 ** attempt);
      }
  }

  /**
   * Whether an object exists whose creation was not answered. Where no read can tell, the object goes into the state, since
   * nothing else would remember it.
   */
  async #isThere(cause: unknown): Promise<boolean> {
    try {
      return (await this.#fresh()) !== undefined;
    } catch (thrown) {
      if (!isUnclear(cause)) throw cause;
      readsOf(this.call).own(this.#key);
      const reason = `${messageOf(cause)} Whether it was made is not known, since it cannot be read either: ${messageOf(thrown)}`;
      throw this.#partial(reason, cause);
    }
  }

  /** Changes the object to what is declared. An object that is gone meanwhile is created again. */
  async change(found: Values): Promise<void> {
    const { resource } = this.kind;
    const isAsDeclared = (live: Values): boolean => this.kind.differing(live, this.inputs).length === 0;
    this.#refuseFixed(found);
    if (resource.update === undefined || isAsDeclared(found)) return;
    try {
      await resource.update(this.call, this.inputs, found);
    } catch (thrown) {
      if (thrown instanceof NotFoundError) return this.make();
      if (!isUnclear(thrown)) throw thrown;
      const live = await this.#fresh().catch(() => undefined);
      if (live === undefined || !isAsDeclared(live)) throw thrown;
    }
  }

  /** Refuses an object that differs in an input which cannot be changed. An object that is taken over may. */
  #refuseFixed(found: Values): void {
    const [name] = this.kind.replacing(this.kind.differing(found, this.inputs));
    if (name !== undefined)
      throw new SwrError(
        `${this.call.subject}: ${differenceOf(name, found, this.inputs)}, and it cannot be changed: declare it as it is, or delete the object first.`,
      );
  }

  /** Reads the object after a write, and returns the state that the server confirms. */
  async confirmed(): Promise<State> {
    const live = await this.#fresh().catch((thrown: unknown) => {
      throw this.#partial(`${messageOf(thrown)} The object was written before this failure.`, thrown);
    });
    if (live !== undefined) return this.kind.stateOf(this.inputs, live, this.kind.givenOf(this.inputs));
    throw this.#partial(`${this.call.subject}: was written, and the server does not show it: run up again.`);
  }

  /** The error after a write that no read has confirmed. The state keeps what was declared, and the next run reads it. */
  #partial(reason: string, cause?: unknown): PartialFailureError {
    const id = idAt(this.kind.place, this.call.settings, this.inputs);
    return new PartialFailureError(id, this.kind.declaredState(this.inputs), [reason], cause);
  }

  /** Deletes the object. An object that does not exist counts as deleted. */
  async remove(): Promise<void> {
    try {
      await this.kind.resource.delete(this.call, this.inputs);
    } catch (thrown) {
      if (thrown instanceof NotFoundError) return;
      if (!isUnclear(thrown)) throw thrown;
      const live = await this.#fresh().catch(() => ({}));
      if (live !== undefined) throw thrown;
    }
  }
}
