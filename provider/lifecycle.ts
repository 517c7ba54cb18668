/**
 * What every resource has in common, once for all: a resource of a few calls (`Resource`) becomes the hooks that hosts run
 * (`ResourceDefinition`). Region, id, claim, replacement, what exists already, what is gone, import, lost answers, drift by property.
 */
import { ExistsError, isUnclear, NotFoundError, SwrError } from "./errors";
import type { Call, CheckFailure, Context, DiffResult, Resource, ResourceDefinition } from "./resource";
import { formatOf, idAt, keyAt, parseAt, type Place, replacedBy, subjectAt, withRegion } from "./place";
import { hasUnknown } from "./unknown";

/** Values of a resource by property. */
type Values = Place;
/** What is kept of a resource: its inputs, and what the server says beside them. */
type State = Values & {
  /** The optional inputs that the program gave: the server answers the others, too, and they are nobody's drift. */
  readonly __given?: readonly string[];
};

/** A read of a place is used again for so long, until a write of ours: refresh, check and diff of one round ask for the same. */
const MAX_AGE = 30_000;
/** How often an object is asked for again whose creation was not answered. */
const MAX_TRIES = 3;

/** What a run has read, and which objects it knows to be the stack's own, by place. */
class Reads {
  readonly #reads = new Map<string, { readonly at: number; readonly live: Promise<Values | undefined> }>();
  readonly #own = new Set<string>();
  readonly #said = new Set<string>();

  constructor(private readonly context: Context) {}

  own(key: string): void {
    this.#own.add(key);
  }

  isOwn(key: string): boolean {
    return this.#own.has(key);
  }

  /** What is there now; undefined: nothing. */
  fresh(key: string, read: () => Promise<Values>): Promise<Values | undefined> {
    const live = read().catch((thrown: unknown) => {
      if (thrown instanceof NotFoundError) return undefined;
      throw thrown;
    });
    const entry = { at: this.context.now().getTime(), live };
    this.#reads.set(key, entry);
    live.catch(() => {
      if (this.#reads.get(key) === entry) this.#reads.delete(key);
    });
    return live;
  }

  shared(key: string, read: () => Promise<Values>): Promise<Values | undefined> {
    const known = this.#reads.get(key);
    const isRecent = known !== undefined && this.context.now().getTime() - known.at <= MAX_AGE;
    return isRecent ? known.live : this.fresh(key, read);
  }

  forget(key: string): void {
    this.#reads.delete(key);
  }

  /** Shows a line once in a run: engines ask for a difference several times. */
  sayOnce(line: string): void {
    if (!this.#said.has(line)) this.context.log(line);
    this.#said.add(line);
  }
}
const readsOf = (context: Context): Reads => context.recall(createReads);
const createReads = (context: Context): Reads => new Reads(context);

const show = (value: unknown): string => (value === undefined ? "not set" : JSON.stringify(value));

/** A resource as hosts run it. */
class Lifecycle {
  readonly #names: readonly string[];
  readonly #inputs: Resource["description"]["inputs"];

  constructor(private readonly resource: Resource) {
    this.#names = resource.description.place;
    this.#inputs = resource.description.inputs;
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

  /** Inputs whose value the server answers. */
  get #shown(): string[] {
    return Object.keys(this.#inputs).filter(
      (name) => this.#inputs[name]?.local !== true && name !== "region" && !this.#names.includes(name),
    );
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
    const failures: CheckFailure[] = [];
    const isPlaced = !hasUnknown([...this.#names, "region"].map((name) => inputs[name]));
    if (olds === undefined && isPlaced && inputs["adopt"] === false) {
      const key = this.#keyOf(context, inputs);
      const reads = readsOf(context);
      const live = reads.isOwn(key) ? undefined : await reads.shared(key, this.#read(context, inputs));
      const property = this.#names.at(-1) ?? "";
      if (live !== undefined)
        failures.push({ property, reason: this.#exists(subjectAt(this.#names, inputs)) });
    }
    return { inputs, failures };
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
    const subject = subjectAt(this.#names, news);
    const isLive = context.settings.liveDiff && !isRefreshed;
    const live = isLive ? await reads.shared(this.#keyOf(context, news), this.#read(context, news)) : state;
    if (live === undefined) {
      reads.sayOnce(`${subject}: does not exist any more; up will create it again`);
      return true;
    }
    const declared = this.#shown.filter((name) => news[name] !== undefined);
    const differing = declared.filter((name) => news[name] !== live[name]);
    for (const name of differing)
      reads.sayOnce(
        `${subject}: ${name} is ${show(live[name])}, declared ${show(news[name])}; up will change it`,
      );
    const own = Object.keys(this.#inputs).filter((name) => this.#inputs[name]?.local === true);
    const given = this.#givenOf(news);
    return (
      differing.length > 0 ||
      own.some((name) => news[name] !== state[name]) ||
      (state.__given !== undefined && given.join() !== state.__given.join())
    );
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
    if (found !== undefined && inputs["adopt"] === false && !reads.isOwn(key))
      throw new ExistsError(`${this.#exists(call.subject)}.`);
    if (found === undefined) await this.#make(call, key, inputs);
    else await this.resource.update?.(call, inputs);
    reads.own(key);
    return { id: idAt(this.#names, context.settings, inputs), state: await this.#confirmed(context, inputs) };
  }

  /** Creates, and where no answer comes looks whether it was done before it is sent again. */
  async #make(call: Call, key: string, inputs: Values): Promise<void> {
    for (let attempt = 1; ; attempt += 1)
      try {
        await this.resource.create(call, inputs);
        return;
      } catch (thrown) {
        // An answer was lost on the way, so that the object of an earlier attempt may be what exists.
        const isOurs = thrown instanceof ExistsError && thrown.answer?.maybeDone === true;
        if (!isUnclear(thrown) && !isOurs) throw thrown;
        const live = await readsOf(call).fresh(key, this.#read(call, inputs));
        if (live !== undefined) return;
        if (attempt === MAX_TRIES) throw thrown;
      }
  }

  /** The state as the server confirms it. */
  async #confirmed(context: Context, inputs: Values): Promise<State> {
    const key = this.#keyOf(context, inputs);
    const live = await readsOf(context).fresh(key, this.#read(context, inputs));
    if (live === undefined)
      throw new SwrError(
        `${subjectAt(this.#names, inputs)}: was written, and the server does not show it: run up again.`,
      );
    return this.#stateOf(inputs, live, this.#givenOf(inputs));
  }

  async update(context: Context, _id: string, _state: State, inputs: Values): Promise<State> {
    const key = this.#keyOf(context, inputs);
    const call = this.#call(context, inputs);
    readsOf(context).forget(key);
    try {
      await this.resource.update?.(call, inputs);
    } catch (thrown) {
      if (!(thrown instanceof NotFoundError)) throw thrown;
      await this.#make(call, key, inputs);
    }
    return this.#confirmed(context, inputs);
  }

  async read(context: Context, id: string, prior: State | undefined) {
    const at = prior ?? parseAt(this.#names, context.settings, id);
    const key = this.#keyOf(context, at);
    if (prior !== undefined) readsOf(context).own(key);
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
    readsOf(context).forget(this.#keyOf(context, state));
    try {
      await this.resource.delete(this.#call(context, state), state);
    } catch (thrown) {
      if (!(thrown instanceof NotFoundError)) throw thrown;
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
