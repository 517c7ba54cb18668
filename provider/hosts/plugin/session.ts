/** A session of a plugin process: its settings, the claims of its resources, and the calls that are under way. */
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
 * The property that marks a refreshed state: for which run it was read, with which settings, and when. Only within that run,
 * and with the same settings and caller, the state equals what a read would answer. Engines do not show such properties.
 */
const REFRESHED = "__refreshed";

/** How old a refreshed state may be. An engine of a later run may listen on the same port. Milliseconds. */
const LONGEST_RUN = 600_000;

/**
 * A digest of everything that a read depends on: engine, server, ignored users, caller. Passwords and secret keys are left
 * out.
 */
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

/** The type of a resource, `swr:index:RepositoryAccess`: the last of the types in its URN. */
export const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").pop() ?? "";
const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** The definition of a token. Where there is none, the error lists the known ones. */
function definitionOf<T extends { readonly token: string }>(
  what: "resource" | "function",
  token: string,
  known: Readonly<Record<string, T>>,
): T {
  const definition = Object.values(known).find((it) => it.token === token);
  if (definition !== undefined) return definition;
  const tokens = Object.values(known).map((it) => it.token);
  throw new RequestError(INVALID_ARGUMENT, `"${token}" is not a ${what} of swr${unknownName(token, tokens)}`);
}

export class Session {
  /** Whether the engine can refresh a resource before it updates it. */
  refreshesFirst = false;
  /** The address of the engine of this run, which all plugins of a run are told. Empty: no address was given. */
  engine = "";
  /** Removes what the engine has marked as secret from any text. */
  readonly redact = createTextRedactor();
  #config: Props | undefined;
  #context: Context | undefined;
  #isCancelled = false;
  /** The digest for a context and an engine. It is asked for with each state. */
  #digest: { readonly context: Context; readonly engine: string; readonly text: string } | undefined;
  /** The claims of this run's resources: the URN by the key of the claim. */
  readonly #claims = new Map<string, string>();
  /** Calls that are under way, each with the promise of its end. */
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

  /** Runs one call of the engine. A cancellation ends the call early. The call's lines are shown before it ends. */
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

  /**
   * Cancels everything: no write starts any more, and calls that are under way end within two seconds. Resolves when they
   * have ended.
   */
  async cancel(): Promise<void> {
    this.#isCancelled = true;
    for (const work of this.#works.keys()) work.cancel("the run was cancelled");
    await Promise.allSettled(this.#works.values());
  }

  /** Reads properties. From now on, no line or error shows the secrets in them. */
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

  #digestNow(): string {
    const [context, engine] = [this.#current(), this.engine];
    if (this.#digest?.context !== context || this.#digest.engine !== engine)
      this.#digest = { context, engine, text: digestOf(engine, context.settings) };
    return this.#digest.text;
  }

  /** Claims a place for a resource. Refuses a place that another resource of the program has claimed. */
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

  /** A state or inputs without what a host has added, whichever host it was. */
  state(props: Props): Props {
    const { [REFRESHED]: _digest, ...state } = unpacked(plainProps(props)).props;
    return state as Props;
  }

  /** The inputs that `check` returns. From now on, no line or error shows what has become secret with them. */
  checked(inputs: object, news: Props): Struct {
    const checked = checkedLike(inputs, news);
    this.redact.add(secretTexts(checked));
    return toStruct(checked);
  }

  /** A state as the engine keeps it. What is secret in the inputs or in the state before is secret in it, too. */
  kept(state: object, ...like: readonly Props[]): Struct {
    return toStruct(markedLike(state, like));
  }

  /** A state that was just read, as the engine keeps it, with the mark of a refreshed state. */
  keptAsRead(state: object, ...like: readonly Props[]): Struct {
    const isTold = this.refreshesFirst && this.engine !== "";
    const mark = `${String(Date.now())} ${this.#digestNow()}`;
    return this.kept(isTold ? { ...state, [REFRESHED]: mark } : state, ...like);
  }

  /** When a refresh read this state for this run, with the same settings and caller; undefined: none has. Milliseconds. */
  readAt(state: Props): number | undefined {
    const mark = state[REFRESHED];
    const [at, digest] = typeof mark === "string" ? mark.split(" ") : [];
    const isOfThisRun = this.engine !== "" && digest === this.#digestNow();
    const isRefreshed = this.refreshesFirst && isOfThisRun && Date.now() - Number(at) <= LONGEST_RUN;
    return isRefreshed ? Number(at) : undefined;
  }
}
