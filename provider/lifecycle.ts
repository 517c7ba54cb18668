/**
 * What every resource has in common, once for all: a resource of a few calls (`Resource`) becomes the hooks that hosts run
 * (`ResourceDefinition`). Region, id, claim, replacement, what exists already, what is gone, import, lost answers, drift by property.
 */
import { ExistsError, isUnclear, messageOf, NotFoundError, PartialFailureError } from "./errors";
import { readsOf } from "./reads";
import type { Call, Context, DiffResult, Resource, ResourceDefinition } from "./resource";
import { formatOf, idAt, keyAt, parseAt, type Place, replacedBy, subjectAt, withRegion } from "./place";
import { hasUnknown } from "./unknown";

/** Values of a resource by property. */
type Values = Place;
/** What is kept of a resource: its inputs, and what the server says beside them. */
type State = Values & {
  /** The optional inputs that the program gave: the server answers the others, too, and they are nobody's drift. */
  readonly __given?: readonly string[];
};

/** The first wait before an object is made once more; doubled each time. Milliseconds. */
const WAIT = 250;

const show = (value: unknown): string => (value === undefined ? "not set" : JSON.stringify(value));

/** A resource as hosts run it. */
class Lifecycle {
  readonly #names: readonly string[];
  readonly #inputs: Resource["description"]["inputs"];
  /** Inputs whose value the server answers. */
  readonly #shown: readonly string[];

  constructor(private readonly resource: Resource) {
    this.#names = resource.description.place;
    this.#inputs = resource.description.inputs;
    const isShown = (name: string): boolean =>
      this.#inputs[name]?.local !== true && name !== "region" && !this.#names.includes(name);
    this.#shown = Object.keys(this.#inputs).filter(isShown);
  }

  #keyOf({ settings }: Context, at: Place): string {
    return `${this.resource.token} ${keyAt(this.#names, settings, at)}`;
  }

  #call(context: Context, at: Place): Call {
    return {
      ...context,
      client: context.swr(at.region ?? context.settings.region),
      subject: subjectAt(this.#names, at),
    };
  }

  #read(context: Context, at: Place): () => Promise<Values> {
    return async () => ({ ...(await this.resource.read(this.#call(context, at), at)) });
  }

  claim(inputs: Values, settings: Context["settings"]) {
    const where = [...this.#names, "region"].map((name) => inputs[name]);
    if (hasUnknown(where)) return undefined;
    return {
      property: this.#names.at(-1) ?? "",
      key: `${this.resource.token} ${keyAt(this.#names, settings, inputs)}`,
      what: subjectAt(this.#names, inputs),
      why: "each would undo what the other one does. Keep one of them.",
    };
  }

  #exists(subject: string): string {
    return `${subject} exists already, and a destroy would delete it: import it, or set adopt: true`;
  }

  async check(context: Context, olds: Partial<Values> | undefined, news: Values) {
    const inputs = withRegion(context.settings, news, olds);
    const isPlaced = !hasUnknown([...this.#names, "region"].map((name) => inputs[name]));
    if (!isPlaced) return { inputs, failures: [] };
    const key = this.#keyOf(context, inputs);
    const reads = readsOf(context);
    reads.enterCheck(key);
    if (olds !== undefined || inputs["adopt"] !== false) return { inputs, failures: [] };
    const live = reads.isOwn(key) ? undefined : await reads.shared(key, this.#read(context, inputs));
    const reason = this.#exists(subjectAt(this.#names, inputs));
    return { inputs, failures: live === undefined ? [] : [{ property: this.#names.at(-1) ?? "", reason }] };
  }

  async diff(
    context: Context,
    _id: string,
    state: State,
    news: Values,
    isRefreshed: boolean,
  ): Promise<DiffResult> {
    const key = this.#keyOf(context, state);
    readsOf(context).own(key);
    const replacing = Object.keys(this.#inputs).filter((name) => this.#inputs[name]?.replaceOnChanges);
    const replaces = replacedBy(replacing, context.settings, state, news);
    const deleteBeforeReplace = hasUnknown(news) || key === this.#keyOf(context, news);
    if (replaces.length > 0) return { changes: true, replaces, deleteBeforeReplace };
    if (hasUnknown(news)) return { changes: true, replaces: [], deleteBeforeReplace };
    const changes = await this.#compare(context, state, news, isRefreshed);
    return { changes, replaces: [], deleteBeforeReplace };
  }

  /** Whether anything has to be done. Says each property that is not as declared. */
  async #compare(context: Context, state: State, news: Values, isRefreshed: boolean): Promise<boolean> {
    const reads = readsOf(context);
    const key = this.#keyOf(context, news);
    const say = (what: string): void => {
      reads.sayOnce(key, `${subjectAt(this.#names, news)}: ${what}`);
    };
    const isLive = context.settings.liveDiff && !isRefreshed;
    const live = isLive ? await reads.shared(key, this.#read(context, news)) : state;
    if (live === undefined) {
      say("does not exist any more; up will create it again");
      return true;
    }
    const differing = this.#differing(live, news);
    for (const name of differing)
      say(`${name} is ${show(live[name])}, declared ${show(news[name])}; up will change it`);
    const own = Object.keys(this.#inputs).filter((name) => this.#inputs[name]?.local === true);
    const given = this.#givenOf(news);
    return (
      differing.length > 0 ||
      own.some((name) => news[name] !== state[name]) ||
      (state.__given !== undefined && given.join() !== state.__given.join())
    );
  }

  /** What is declared and not so. */
  #differing(live: Values, declared: Values): string[] {
    return this.#shown.filter((name) => declared[name] !== undefined && declared[name] !== live[name]);
  }

  #givenOf(inputs: Values): string[] {
    return this.#shown.filter((name) => this.#inputs[name]?.optional === true && inputs[name] !== undefined);
  }

  /** What is kept after a write or a read: what the server answers, and what the program alone says. */
  #stateOf(said: Values, live: Values, given: readonly string[]): State {
    const local = Object.entries(this.#inputs).flatMap(([name, input]) =>
      input.local === true
        ? [[name, said[name] ?? ("default" in input ? input.default : undefined)] as const]
        : [],
    );
    const where = [...this.#names, "region"].map((name) => [name, said[name]] as const);
    const all = [...where, ...local].filter(([, value]) => value !== undefined);
    return { ...live, ...Object.fromEntries(all), __given: given };
  }

  async create(context: Context, inputs: Values): Promise<{ id: string; state: State }> {
    const key = this.#keyOf(context, inputs);
    const reads = readsOf(context);
    const found = await reads.shared(key, this.#read(context, inputs));
    const call = this.#call(context, inputs);
    if (found !== undefined && inputs["adopt"] === false)
      throw new ExistsError(
        reads.isOwn(key)
          ? `${call.subject} exists already: it has to be deleted before it can be made again. Set the option deleteBeforeReplace of this resource.`
          : `${this.#exists(call.subject)}.`,
      );
    await this.#change(call, key, found, inputs);
    if (found === undefined) reads.own(key);
    else reads.adopt(key);
    const state = await this.#confirmed(context, inputs);
    return { id: idAt(this.#names, context.settings, inputs), state };
  }

  /** Creates, and where no answer comes looks whether it was done before it is sent again. */
  async #make(call: Call, key: string, inputs: Values): Promise<void> {
    for (let attempt = 0; ; attempt += 1)
      try {
        await this.resource.create(call, inputs);
        return;
      } catch (thrown) {
        // After an attempt without an answer, what exists may be the object that this attempt made.
        const isPerhapsOurs = thrown instanceof ExistsError && attempt > 0;
        if (!isUnclear(thrown) && !isPerhapsOurs) throw thrown;
        if (await this.#isThere(call, key, inputs, thrown)) return;
        if (attempt >= call.settings.budgets.maxRetries) throw thrown;
        await call.sleep(WAIT * 2 ** attempt);
      }
  }

  /** Whether an object is there whose creation was not answered. Nobody else knows of it: where no read tells, it is kept in the state. */
  async #isThere(call: Call, key: string, inputs: Values, cause: unknown): Promise<boolean> {
    try {
      return (await readsOf(call).fresh(key, this.#read(call, inputs))) !== undefined;
    } catch (thrown) {
      if (!isUnclear(cause)) throw cause;
      readsOf(call).own(key);
      const reason = `${messageOf(cause)} Whether it was made is not known, since it cannot be read either: ${messageOf(thrown)}`;
      throw this.#partial(call, inputs, reason, cause);
    }
  }

  /** Changes what is not as declared; undefined is gone, and is made again. */
  async #change(call: Call, key: string, found: Values | undefined, inputs: Values): Promise<void> {
    if (found === undefined) return this.#make(call, key, inputs);
    if (this.resource.update === undefined || this.#differing(found, inputs).length === 0) return;
    try {
      await this.resource.update(call, inputs);
    } catch (thrown) {
      if (thrown instanceof NotFoundError) return this.#make(call, key, inputs);
      if (!isUnclear(thrown)) throw thrown;
      const live = await readsOf(call)
        .fresh(key, this.#read(call, inputs))
        .catch(() => undefined);
      if (live === undefined || this.#differing(live, inputs).length > 0) throw thrown;
    }
  }

  /** The state as the server confirms it. */
  async #confirmed(context: Context, inputs: Values): Promise<State> {
    const key = this.#keyOf(context, inputs);
    const call = this.#call(context, inputs);
    const live = await readsOf(context)
      .fresh(key, this.#read(context, inputs))
      .catch((thrown: unknown) => {
        throw this.#partial(call, inputs, `${messageOf(thrown)} It was written before.`, thrown);
      });
    if (live !== undefined) return this.#stateOf(inputs, live, this.#givenOf(inputs));
    const reason = `${call.subject}: was written, and the server does not show it: run up again.`;
    throw this.#partial(call, inputs, reason);
  }

  /** What was written stays in the state, as it was declared: the next run reads it. */
  #partial(call: Call, inputs: Values, reason: string, cause?: unknown): PartialFailureError {
    const declared = Object.fromEntries(this.#shown.map((name) => [name, inputs[name]]));
    const state = this.#stateOf(inputs, declared, this.#givenOf(inputs));
    return new PartialFailureError(idAt(this.#names, call.settings, inputs), state, [reason], cause);
  }

  async update(context: Context, _id: string, _state: State, inputs: Values): Promise<State> {
    const key = this.#keyOf(context, inputs);
    const found = await readsOf(context).shared(key, this.#read(context, inputs));
    await this.#change(this.#call(context, inputs), key, found, inputs);
    return this.#confirmed(context, inputs);
  }

  async read(context: Context, id: string, prior: State | undefined) {
    const at = prior ?? parseAt(this.#names, context.settings, id);
    const key = this.#keyOf(context, at);
    if (prior !== undefined) readsOf(context).refresh(key);
    const live = await readsOf(context).fresh(key, this.#read(context, at));
    if (live === undefined) {
      if (prior === undefined)
        throw new NotFoundError(`"${id}" does not exist. An id is ${formatOf(this.#names)}.`, "object");
      context.log(`${subjectAt(this.#names, prior)}: does not exist any more`);
      return undefined;
    }
    const optional = this.#shown.filter((name) => this.#inputs[name]?.optional === true);
    // An import has no program yet: all that is set is taken for given.
    const given = prior?.__given ?? optional.filter((name) => (live[name] ?? "") !== "");
    const state = this.#stateOf(at, live, given);
    const isGiven = (name: string): boolean => !optional.includes(name) || given.includes(name);
    const inputs = Object.keys(this.#inputs).filter((name) => state[name] !== undefined && isGiven(name));
    return {
      id: prior === undefined ? idAt(this.#names, context.settings, at) : id,
      state,
      inputs: Object.fromEntries(inputs.map((name) => [name, state[name]])),
    };
  }

  async delete(context: Context, _id: string, state: State): Promise<void> {
    const key = this.#keyOf(context, state);
    const call = this.#call(context, state);
    const reads = readsOf(context);
    if (reads.isAdopted(key)) {
      call.log(`${call.subject}: is not deleted, since another resource of this program has taken it over`);
      return;
    }
    reads.forget(key);
    try {
      await this.resource.delete(call, state);
    } catch (thrown) {
      if (thrown instanceof NotFoundError) return;
      if (!isUnclear(thrown)) throw thrown;
      const isGone = async (): Promise<boolean> =>
        (await reads.fresh(key, this.#read(context, state))) === undefined;
      if (!(await isGone().catch(() => false))) throw thrown;
    } finally {
      reads.forget(key);
    }
  }
}

/** The hooks of a resource. */
export function hooksOf(resource: Resource): ResourceDefinition<object, object> {
  const life = new Lifecycle(resource);
  return {
    token: resource.token,
    description: resource.description,
    rules: (inputs) => resource.rules?.(inputs) ?? [],
    claim: (inputs, settings) => life.claim(inputs as Values, settings),
    check: (context, olds, news) => life.check(context, olds, news as Values),
    diff: (context, id, state, news, isRefreshed) =>
      life.diff(context, id, state as State, news as Values, isRefreshed),
    create: (context, inputs) => life.create(context, inputs as Values),
    update: (context, id, state, inputs) => life.update(context, id, state as State, inputs as Values),
    read: (context, id, state) => life.read(context, id, state as State | undefined),
    delete: (context, id, state) => life.delete(context, id, state as State),
  };
}
