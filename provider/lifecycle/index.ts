/**
 * What every resource has in common, once for all: a resource of a few calls (`Resource`) becomes the hooks that hosts run
 * (`ResourceDefinition`). Region, id, claim, replacement, what exists already, what is gone, import, lost answers, drift by property.
 */
import { ExistsError, NotFoundError } from "../errors";
import { formatOf, idAt, parseAt, withRegion } from "../place";
import type { CheckResult, Claim, Context, DiffResult, Resource, ResourceDefinition } from "../resource";
import { hasUnknown } from "../unknown";
import { Kind, type State, type Values } from "./kind";
import { remadeIn } from "../remade";
import { readsOf } from "./reads";
import { differenceOf, Writes } from "./writes";

/** A resource as hosts run it. */
class Lifecycle {
  readonly #kind: Kind;

  constructor(resource: Resource) {
    this.#kind = new Kind(resource);
  }

  /** The property that a refusal of the whole place names. */
  get #named(): string {
    return this.#kind.place.at(-1) ?? "";
  }

  #writes(context: Context, inputs: Values): Writes {
    return new Writes(this.#kind, this.#kind.call(context, inputs), inputs);
  }

  claim(inputs: Values, settings: Context["settings"]): Claim | undefined {
    if (hasUnknown(this.#kind.where(inputs))) return undefined;
    return {
      property: this.#named,
      key: this.#kind.keyOf({ settings }, inputs),
      what: this.#kind.subject(inputs),
      why: "each would undo what the other one does. Keep one of them.",
    };
  }

  /** An engine that is told to replace a resource (`--replace`) checks it like a new one: only a refresh shows whose it is. */
  #exists(subject: string): string {
    return `${subject} exists already, and a destroy would delete it: import it, or set adopt: true. If it is this resource's own and --replace asks for a new one: set the option deleteBeforeReplace, and add --refresh`;
  }

  async check(context: Context, olds: Partial<Values> | undefined, news: Values): Promise<CheckResult> {
    const inputs = withRegion(context.settings, news, olds);
    const isPlaced = !hasUnknown(this.#kind.where(inputs));
    if (!isPlaced) return { inputs, failures: [] };
    const key = this.#kind.keyOf(context, inputs);
    const reads = readsOf(context);
    reads.enterCheck(key);
    if (olds !== undefined || inputs["adopt"] !== false) return { inputs, failures: [] };
    const live = reads.isOwn(key) ? undefined : await reads.shared(key, this.#kind.read(context, inputs));
    const reason = this.#exists(this.#kind.subject(inputs));
    return { inputs, failures: live === undefined ? [] : [{ property: this.#named, reason }] };
  }

  async diff(context: Context, state: State, news: Values, readAt: number | undefined): Promise<DiffResult> {
    const key = this.#kind.keyOf(context, state);
    readsOf(context).own(key);
    const replaces = this.#kind.replacedBy(context, state, news);
    const deleteBeforeReplace = hasUnknown(news) || key === this.#kind.keyOf(context, news);
    if (replaces.length > 0) return { changes: true, replaces, deleteBeforeReplace };
    if (hasUnknown(news)) return { changes: true, replaces: [], deleteBeforeReplace };
    return { ...(await this.#compare(context, state, news, readAt)), deleteBeforeReplace };
  }

  /** Whether anything has to be done, and what needs a new object. Says each property that is not as declared. */
  async #compare(
    context: Context,
    state: State,
    news: Values,
    readAt: number | undefined,
  ): Promise<Omit<DiffResult, "deleteBeforeReplace">> {
    const reads = readsOf(context);
    const key = this.#kind.keyOf(context, news);
    const say = (what: string): void => {
      reads.sayOnce(key, `${this.#kind.subject(news)}: ${what}`);
    };
    const isLive = context.settings.liveDiff && readAt === undefined;
    const live = isLive ? await reads.shared(key, this.#kind.read(context, news)) : state;
    if (live === undefined) {
      say("does not exist any more; up will create it again");
      return { changes: true, replaces: [] };
    }
    const differing = this.#kind.differing(live, news);
    for (const name of differing) say(`${differenceOf(name, live, news)}; up will change it`);
    const isGivenOtherwise =
      state.__given !== undefined && this.#kind.givenOf(news).join() !== state.__given.join();
    const changes = differing.length + this.#kind.changedOnly(state, news).length > 0 || isGivenOtherwise;
    return { changes, replaces: this.#kind.replacing(differing) };
  }

  async create(context: Context, inputs: Values): Promise<{ id: string; state: State }> {
    const key = this.#kind.keyOf(context, inputs);
    const reads = readsOf(context);
    const found = await reads.shared(key, this.#kind.read(context, inputs));
    const subject = this.#kind.subject(inputs);
    if (found !== undefined && inputs["adopt"] === false)
      throw new ExistsError(
        reads.isOwn(key)
          ? `${subject} exists already: it has to be deleted before it can be made again. Set the option deleteBeforeReplace of this resource.`
          : `${this.#exists(subject)}.`,
      );
    const writes = this.#writes(context, inputs);
    if (found === undefined) {
      await writes.make().finally(() => {
        remadeIn(context).add(this.#kind.place, inputs);
      });
      reads.own(key);
    } else {
      await writes.change(found);
      reads.adopt(key);
    }
    const state = await writes.confirmed();
    return { id: idAt(this.#kind.place, context.settings, inputs), state };
  }

  async update(context: Context, inputs: Values): Promise<State> {
    const key = this.#kind.keyOf(context, inputs);
    const found = await readsOf(context).shared(key, this.#kind.read(context, inputs));
    const writes = this.#writes(context, inputs);
    await (found === undefined ? writes.make() : writes.change(found));
    return writes.confirmed();
  }

  async read(context: Context, id: string, prior: State | undefined) {
    const { place, optional, inputs: described } = this.#kind;
    const at = prior ?? parseAt(place, context.settings, id);
    const key = this.#kind.keyOf(context, at);
    if (prior !== undefined) readsOf(context).refresh(key);
    const live = await readsOf(context).fresh(key, this.#kind.read(context, at));
    if (live === undefined) {
      if (prior === undefined)
        throw new NotFoundError(`"${id}" does not exist. An id is ${formatOf(place)}.`, "object");
      context.log(`${this.#kind.subject(prior)}: does not exist any more`);
      return undefined;
    }
    // An import has no program yet: all that is set is taken for given.
    const given = prior?.__given ?? optional.filter((name) => (live[name] ?? "") !== "");
    const state = this.#kind.stateOf(at, live, given);
    const isGiven = (name: string): boolean => !optional.includes(name) || given.includes(name);
    const inputs = Object.keys(described).filter((name) => state[name] !== undefined && isGiven(name));
    return {
      id: prior === undefined ? idAt(place, context.settings, at) : id,
      state,
      inputs: Object.fromEntries(inputs.map((name) => [name, state[name]])),
    };
  }

  async delete(context: Context, state: State): Promise<void> {
    const key = this.#kind.keyOf(context, state);
    const reads = readsOf(context);
    if (reads.isAdopted(key)) {
      context.log(
        `${this.#kind.subject(state)}: is not deleted, since another resource of this program has taken it over`,
      );
      return;
    }
    reads.forget(key);
    try {
      await this.#writes(context, state).remove();
    } finally {
      reads.forget(key);
      remadeIn(context).add(this.#kind.place, state);
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
    diff: (context, _id, state, news, readAt) => life.diff(context, state as State, news as Values, readAt),
    create: (context, inputs) => life.create(context, inputs as Values),
    update: (context, _id, _state, inputs) => life.update(context, inputs as Values),
    read: (context, id, state) => life.read(context, id, state as State | undefined),
    delete: (context, _id, state) => life.delete(context, state as State),
  };
}
