/** One plugin process between two configurations: settings, what was claimed, what is under way. */
import { createHash } from "node:crypto";
import * as grpc from "@grpc/grpc-js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { unknownName } from "../../check";
import { FUNCTIONS, REGISTRY } from "../../registry";
import type { CheckFailure, Context } from "../../resource";
import { resolveSettings, type Settings } from "../../settings";
import type { EngineLog } from "../engineLog";
import { refusalOf } from "../claims";
import {
  createContext,
  createFunction,
  createHooks,
  type Hooks,
  type InvokeResult,
  type Own,
} from "../hooks";
import { createTextRedactor, unpacked } from "../secretTexts";
import { readerOf } from "./config";
import { RequestError } from "./status";
import { checkedLike, fromStruct, markedLike, plainProps, type Props, secretTexts, toStruct } from "./wire";
import { currentWork, Work } from "./work";

const { INVALID_ARGUMENT, FAILED_PRECONDITION, CANCELLED } = grpc.status;

/**
 * Stands in the state that a read answers: for which run it was read, how, and when. Only within that run, and for whoever looks
 * the same way, the state is what a read would say. Engines do not show such names.
 */
const REFRESHED = "__refreshed";

/** A run whose reads are older reads again: an engine of another day may listen on the same port. Milliseconds. */
const LONGEST_RUN = 600_000;

/** What decides what a read shows: which server, whom it leaves out, and who asks. Passwords and secret keys stay out of it. */
const digestOf = (engine: string, settings: Settings): string => {
  const { cloud, region, endpoint, ignoreUsers, agency, credentials } = settings;
  const {
    password: _password,
    secretKey: _secretKey,
    ...caller
  } = credentials as unknown as Record<string, unknown>;
  const all = [engine, cloud, region, endpoint, [...ignoreUsers].sort(), agency, caller];
  return createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 16);
};

/** `swr:index:RepositoryAccess`, the last of the types that a URN names. */
export const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").pop() ?? "";
const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The definition of a token; a sentence with what there is where there is none. */
function definitionOf<T extends { readonly token: string }>(
  what: "resource" | "function",
  token: string,
  known: Readonly<Record<string, T>>,
): T {
  const definition = Object.values(known).find((it) => it.token === token);
  if (definition !== undefined) return definition;
  const tokens = Object.values(known).map((it) => it.token);
  throw new RequestError(INVALID_ARGUMENT, `"${token}" is no ${what} of swr${unknownName(token, tokens)}`);
}

export class Session {
  /** Whether the engine refreshes before it updates, where it is asked to. */
  refreshesFirst = false;
  /** Where the engine of this run listens; all plugins of a run are told the same. Empty: nobody said. */
  engine = "";
  /** Takes out of any text what the engine has marked as secret. */
  readonly redact = createTextRedactor();
  #config: Props | undefined;
  #context: Context | undefined;
  #isCancelled = false;
  /** What this run's resources have claimed, with the URN of each. */
  readonly #claims = new Map<string, string>();
  /** What is under way, each with its end. */
  readonly #works = new Map<Work, Promise<unknown>>();

  constructor(
    readonly log: EngineLog,
    readonly environment: NodeJS.ProcessEnv,
    private readonly own: Own = {},
  ) {}

  configure(config: Props): void {
    this.#config = config;
    this.#context = undefined;
    this.#isCancelled = false;
    this.#claims.clear();
  }

  /** Runs one call of the engine. A cancellation ends it early; its lines are shown before it ends. */
  async run<T>(work: Work, serve: () => Promise<T>): Promise<T> {
    if (this.#isCancelled) throw new RequestError(CANCELLED, "the run was cancelled: nothing was done");
    const served = currentWork.run(work, serve);
    this.#works.set(work, served);
    try {
      return await served;
    } finally {
      work.end();
      this.#works.delete(work);
      await this.log.said();
    }
  }

  /** No write starts any more, and what is under way ends within two seconds: it resolves then. */
  async cancel(): Promise<void> {
    this.#isCancelled = true;
    for (const work of this.#works.keys()) work.cancel("the run was cancelled");
    await Promise.allSettled(this.#works.values());
  }

  /** Properties as they came. What is secret among them is shown by no sentence from now on. */
  read(struct: Struct | undefined): Props {
    const props = fromStruct(struct);
    this.redact.add(secretTexts(props));
    return props;
  }

  hooks(urn: string): Hooks {
    const context = this.#current();
    return createHooks(definitionOf("resource", typeOf(urn), REGISTRY), () => context);
  }

  call(token: string, args: Props): Promise<InvokeResult> {
    const context = this.#current();
    return createFunction(definitionOf("function", token, FUNCTIONS), () => context)(args);
  }

  #current(): Context {
    if (this.#config === undefined)
      throw new RequestError(FAILED_PRECONDITION, "the provider is not configured: call Configure first");
    const say = (line: string): void => {
      this.log.say(this.redact(line), currentWork.getStore()?.urn);
    };
    return (this.#context ??= createContext(resolveSettings(readerOf(this.#config), this.environment), say, {
      ...this.own,
      previewsCreates: true,
      cancellation: () => currentWork.getStore(),
    }));
  }

  /** Refuses what another resource of the program has claimed. */
  claim(urn: string, inputs: object): CheckFailure[] {
    const claim = this.hooks(urn).claim(inputs);
    if (claim === undefined) return [];
    const { property, key } = claim;
    const other = this.#claims.get(key) ?? urn;
    this.#claims.set(key, other);
    if (other === urn) return [];
    const type = typeOf(urn).split(":").pop() ?? "";
    return [{ property, reason: refusalOf(type, [nameOf(urn), nameOf(other)], claim) }];
  }

  /** The core's own part of a state or of inputs, whichever host has kept them. */
  state(props: Props): Props {
    const { [REFRESHED]: _digest, ...state } = unpacked(plainProps(props)).props;
    return state as Props;
  }

  /** Inputs as `check` answers them; what has become secret with them is shown by no sentence from now on. */
  checked(inputs: object, news: Props): Struct {
    const checked = checkedLike(inputs, news);
    this.redact.add(secretTexts(checked));
    return toStruct(checked);
  }

  /** A state as the engine keeps it; secret where the inputs, or the state before, are. */
  kept(state: object, ...like: readonly Props[]): Struct {
    return toStruct(markedLike(state, like));
  }

  /** The same for a state that was just read. */
  keptAsRead(state: object, ...like: readonly Props[]): Struct {
    const isTold = this.refreshesFirst && this.engine !== "";
    const mark = `${String(Date.now())} ${digestOf(this.engine, this.#current().settings)}`;
    return this.kept(isTold ? { ...state, [REFRESHED]: mark } : state, ...like);
  }

  /** When this state was read for this run, by somebody who sees the same; undefined: it was not. Milliseconds. */
  readAt(state: Props): number | undefined {
    const mark = state[REFRESHED];
    const [at, digest] = typeof mark === "string" ? mark.split(" ") : [];
    const isOfThisRun = this.engine !== "" && digest === digestOf(this.engine, this.#current().settings);
    const isRefreshed = this.refreshesFirst && isOfThisRun && Date.now() - Number(at) <= LONGEST_RUN;
    return isRefreshed ? Number(at) : undefined;
  }
}
