import { ExistsError, isUnclear, messageOf, NotFoundError, PartialFailureError, SwrError } from "../errors";
import { idAt } from "../place";
import type { Call } from "../resource";
import type { Kind, State, Values } from "./kind";
import { readsOf } from "./reads";

const show = (value: unknown): string => (value === undefined ? "not set" : JSON.stringify(value));

/** What an input is, and what it is declared to be, for a sentence. */
export const differenceOf = (name: string, live: Values, declared: Values): string =>
  `${name} is ${show(live[name])}, declared ${show(declared[name])}`;

/** The first wait before an object is made once more; doubled each time. Milliseconds. */
const WAIT = 250;

/**
 * Writes that may lose their answer: where none comes, the object is read, and what the server shows decides. A write ends with
 * the state that the server confirms. `inputs`: what is declared; in a delete, the state.
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

  /** What is there now; undefined: nothing. */
  #fresh(): Promise<Values | undefined> {
    return readsOf(this.call).fresh(this.#key, this.kind.read(this.call, this.inputs));
  }

  /** Creates, and where no answer comes looks whether it was done before it is sent again. */
  async make(): Promise<void> {
    const { call } = this;
    for (let attempt = 0; ; attempt += 1)
      try {
        await this.kind.resource.create(call, this.inputs);
        return;
      } catch (thrown) {
        // After an attempt without an answer, what exists may be the object that this attempt made.
        const isPerhapsOurs = thrown instanceof ExistsError && attempt > 0;
        if (!isUnclear(thrown) && !isPerhapsOurs) throw thrown;
        if (await this.#isThere(thrown)) return;
        if (attempt >= call.settings.budgets.maxRetries) throw thrown;
        await call.sleep(WAIT * 2 ** attempt);
      }
  }

  /** Whether an object is there whose creation was not answered. Nobody else knows of it: where no read tells, it is kept in the state. */
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

  /** Changes what is not as declared. What is gone meanwhile is made again. */
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

  /** What needs a new object cannot be changed: one that is taken over has it as it is. */
  #refuseFixed(found: Values): void {
    const [name] = this.kind.replacing(this.kind.differing(found, this.inputs));
    if (name !== undefined)
      throw new SwrError(
        `${this.call.subject}: ${differenceOf(name, found, this.inputs)}, and it cannot be changed: declare it as it is, or delete the object first.`,
      );
  }

  /** The state as the server confirms it. */
  async confirmed(): Promise<State> {
    const live = await this.#fresh().catch((thrown: unknown) => {
      throw this.#partial(`${messageOf(thrown)} It was written before.`, thrown);
    });
    if (live !== undefined) return this.kind.stateOf(this.inputs, live, this.kind.givenOf(this.inputs));
    throw this.#partial(`${this.call.subject}: was written, and the server does not show it: run up again.`);
  }

  /** What was written stays in the state, as it was declared: the next run reads it. */
  #partial(reason: string, cause?: unknown): PartialFailureError {
    const id = idAt(this.kind.place, this.call.settings, this.inputs);
    return new PartialFailureError(id, this.kind.declaredState(this.inputs), [reason], cause);
  }

  /** Deletes. What is gone already is done. */
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
