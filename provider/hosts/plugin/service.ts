/** Pulumi's ResourceProvider over gRPC: the definitions of the registry, in the engine's words. */
import { createHash } from "node:crypto";
import * as grpc from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import schema from "../../../schema.json";
import { unknownName } from "../../check";
import { PartialFailureError } from "../../errors";
import { createRedactor } from "../../http/redact";
import { FUNCTIONS, REGISTRY } from "../../registry";
import type { CheckFailure, Context } from "../../resource";
import { resolveSettings, type Settings } from "../../settings";
import type { EngineLog } from "../engineLog";
import { createContext, createFunction, createHooks, type Hooks } from "../hooks";
import { checkConfig, readerOf, withoutEngines } from "./config";
import { compareInputs, type Difference } from "./detailedDiff";
import { partialStatusOf, RequestError, statusOf } from "./status";
import { fromStruct, markedLike, plainProps, type Props, secretTexts, toStruct, unknownProps } from "./wire";
import { currentWork, Work } from "./work";

const { INVALID_ARGUMENT, FAILED_PRECONDITION, CANCELLED } = grpc.status;
const { Kind } = pb.PropertyDiff;
const { DiffChanges } = pb.DiffResponse;

/**
 * Stands in the state of whatever the engine was told to refresh before each update, with a digest of the settings that
 * decide what a read leaves out: only then is the state what a read would say. Engines do not show such names.
 */
const REFRESHED = "__refreshed";

type Service = Pick<
  IResourceProviderServer,
  | "handshake"
  | "attach"
  | "getPluginInfo"
  | "getSchema"
  | "checkConfig"
  | "diffConfig"
  | "configure"
  | "check"
  | "diff"
  | "create"
  | "read"
  | "update"
  | "delete"
  | "invoke"
  | "cancel"
>;
type Urned = { getUrn(): string };

/** `swr:index:RepositoryAccess`, the last of the types that a URN names. */
const typeOf = (urn: string): string => urn.split("::")[2]?.split("$").pop() ?? "";

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

const toFailures = (failures: readonly CheckFailure[], redact: (text: string) => string): pb.CheckFailure[] =>
  failures.map(({ property, reason }) => {
    const failure = new pb.CheckFailure();
    failure.setProperty(property);
    failure.setReason(redact(reason));
    return failure;
  });

/** The outputs that no input decides: a preview does not know them. */
function outputsOf(token: string): string[] {
  const { properties, inputProperties } = schema.resources[token as keyof typeof schema.resources];
  return Object.keys(properties).filter((name) => !(name in inputProperties));
}

/** How one path changes; `replaces` are the names of properties whose change replaces. */
function kindOf({ path, kind }: Difference, replaces: readonly string[]): pb.PropertyDiff {
  const isReplaced = replaces.includes(/^\w+/.exec(path)?.[0] ?? "");
  const diff = new pb.PropertyDiff();
  diff.setKind(isReplaced ? Kind[`${kind}_REPLACE`] : Kind[kind]);
  // Both sides are inputs: the engine shows the values of those.
  diff.setInputdiff(true);
  return diff;
}

function addDetails(
  response: pb.DiffResponse,
  differences: readonly Difference[],
  replaces: readonly string[],
): void {
  const details = response.getDetaileddiffMap();
  for (const difference of differences) details.set(difference.path, kindOf(difference, replaces));
  response.setHasdetaileddiff(differences.length > 0);
  response.setDiffsList([...new Set(differences.map(({ path }) => /^\w+/.exec(path)?.[0] ?? path))]);
}

/** One plugin process: what the engine said about itself, the settings, and what is under way. */
export class PluginService {
  #config: Props | undefined;
  #context: Context | undefined;
  #refreshesFirst = false;
  #isCancelled = false;
  /** What this run's resources have claimed, with the URN of each. */
  readonly #claims = new Map<string, string>();
  /** What is under way, each with its end. */
  readonly #works = new Map<Work, Promise<unknown>>();
  readonly #redact = createRedactor([]);

  constructor(
    private readonly log: EngineLog,
    private readonly environment: NodeJS.ProcessEnv,
  ) {}

  /** No write starts any more, and what is under way ends within two seconds: it resolves then. */
  async cancel(): Promise<void> {
    this.#isCancelled = true;
    for (const work of this.#works.keys()) work.cancel("the run was cancelled");
    await Promise.allSettled(this.#works.values());
  }

  /** What the gRPC server serves. */
  readonly handlers: Service = {
    handshake: this.#unary((request: pb.ProviderHandshakeRequest) => {
      this.log.connect(request.getEngineAddress());
      this.#refreshesFirst = request.getSupportsRefreshBeforeUpdate();
      const response = new pb.ProviderHandshakeResponse();
      response.setAcceptSecrets(true);
      return response;
    }),
    attach: this.#unary((request) => {
      this.log.connect(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: this.#unary(() => {
      const info = new PluginInfo();
      info.setVersion(schema.version);
      return info;
    }),
    getSchema: this.#unary(() => {
      const response = new pb.GetSchemaResponse();
      response.setSchema(JSON.stringify(schema));
      return response;
    }),
    checkConfig: this.#unary((request: pb.CheckRequest) => {
      const news = this.#read(request.getNews());
      const response = new pb.CheckResponse();
      response.setInputs(toStruct(news));
      response.setFailuresList(toFailures(checkConfig(plainProps(news), this.environment), this.#redact));
      return response;
    }),
    diffConfig: this.#unary((request: pb.DiffRequest) => {
      const [olds, news] = [request.getOldInputs() ?? request.getOlds(), request.getNews()].map((it) =>
        withoutEngines(plainProps(this.#read(it))),
      ) as [Props, Props];
      const differences = compareInputs(olds, news);
      const response = new pb.DiffResponse();
      // Nothing replaces a provider: its resources would go with it, and the people who use them.
      response.setChanges(differences.length > 0 ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
      addDetails(response, differences, []);
      return response;
    }),
    configure: this.#unary((request: pb.ConfigureRequest) => {
      this.#config = plainProps(this.#read(request.getArgs()));
      this.#context = undefined;
      this.#isCancelled = false;
      this.#claims.clear();
      const response = new pb.ConfigureResponse();
      response.setAcceptsecrets(true);
      response.setSupportspreview(true);
      return response;
    }),
    check: this.#work(async (request: pb.CheckRequest) => {
      const [olds, news] = [this.#read(request.getOlds()), this.#read(request.getNews())];
      const before = Object.keys(olds).length === 0 ? undefined : plainProps(olds);
      const isRefreshed = this.#isRefreshed(this.#read(request.getOldOutputs()));
      const { inputs, failures } = await this.#hooks(request).check(before, plainProps(news), isRefreshed);
      const twice = failures.length === 0 ? this.#claim(request, inputs) : [];
      const response = new pb.CheckResponse();
      response.setInputs(toStruct(markedLike(inputs, news)));
      response.setFailuresList(toFailures([...failures, ...twice], this.#redact));
      return response;
    }),
    diff: this.#work(async (request: pb.DiffRequest) => {
      const [state, olds, news] = [request.getOlds(), request.getOldInputs(), request.getNews()].map((it) =>
        this.#read(it),
      ) as [Props, Props, Props];
      const { changes, replaces, deleteBeforeReplace } = await this.#hooks(request).diff(
        request.getId(),
        this.#state(state),
        plainProps(news),
        this.#isRefreshed(state),
      );
      const response = new pb.DiffResponse();
      response.setChanges(changes ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE);
      response.setReplacesList([...replaces]);
      response.setDeletebeforereplace(deleteBeforeReplace);
      if (changes) addDetails(response, compareInputs(plainProps(olds), plainProps(news)), replaces);
      return response;
    }),
    create: this.#work(async (request: pb.CreateRequest) => {
      const [hooks, inputs] = [this.#hooks(request), this.#read(request.getProperties())];
      const response = new pb.CreateResponse();
      if (request.getPreview()) response.setProperties(this.#previewed(request, inputs));
      else {
        const { id, state } = await hooks.create(plainProps(inputs));
        response.setId(id);
        response.setProperties(this.#kept(state, inputs));
        response.setRefreshBeforeUpdate(this.#refreshesFirst);
      }
      return response;
    }),
    read: this.#work(async (request: pb.ReadRequest) => {
      const [state, inputs] = [this.#read(request.getProperties()), this.#read(request.getInputs())];
      const isKnown = Object.keys(state).length > 0;
      const found = await this.#hooks(request).read(
        request.getId(),
        isKnown ? this.#state(state) : undefined,
      );
      const response = new pb.ReadResponse();
      if (found === undefined) return response;
      response.setId(found.id);
      response.setProperties(this.#kept(found.state, state, inputs));
      response.setInputs(toStruct(markedLike(found.inputs, state, inputs)));
      response.setRefreshBeforeUpdate(this.#refreshesFirst);
      return response;
    }),
    update: this.#work(async (request: pb.UpdateRequest) => {
      const [olds, news] = [this.#read(request.getOlds()), this.#read(request.getNews())];
      const [hooks, response] = [this.#hooks(request), new pb.UpdateResponse()];
      if (request.getPreview()) response.setProperties(this.#previewed(request, news));
      else {
        const state = await hooks.update(request.getId(), this.#state(olds), plainProps(news));
        response.setProperties(this.#kept(state, news));
        response.setRefreshBeforeUpdate(this.#refreshesFirst);
      }
      return response;
    }),
    delete: this.#work(async (request: pb.DeleteRequest) => {
      await this.#hooks(request).delete(request.getId(), this.#state(this.#read(request.getProperties())));
      return new Empty();
    }),
    invoke: this.#work(async (request: pb.InvokeRequest) => {
      const token = request.getTok();
      const definition = Object.values(FUNCTIONS).find((it) => it.token === token);
      if (definition === undefined) throw unknownToken("function", token, FUNCTIONS);
      const args = this.#read(request.getArgs());
      const { result, failures } = await createFunction(definition, () => this.#current())(plainProps(args));
      const response = new pb.InvokeResponse();
      if (result !== undefined) response.setReturn(toStruct(markedLike(result, args)));
      response.setFailuresList(toFailures(failures, this.#redact));
      return response;
    }),
    cancel: this.#unary(() => {
      // Answered at once: the engine asks for it at the end of each run, too.
      void this.cancel();
      return new Empty();
    }),
  };

  /** Every failure is a status, and nothing that is thrown ends the process. */
  #unary<Request, Response>(
    serve: (request: Request) => Response | Promise<Response>,
  ): grpc.handleUnaryCall<Request, Response> {
    return (call, done) => {
      const { request } = call;
      void Promise.resolve()
        .then(() => serve(request))
        .then(
          (response) => {
            done(null, response);
          },
          (thrown: unknown) => {
            done(this.#statusOf(thrown, request));
          },
        );
    };
  }

  /** A handler that calls out: it can be cancelled, and its lines are shown with its resource. */
  #work<Request extends object, Response>(
    serve: (request: Request) => Promise<Response>,
  ): grpc.handleUnaryCall<Request, Response> {
    return (call, done) => {
      const work = new Work((call.request as Common).getUrn?.() ?? "");
      work.limit((call.request as Common).getTimeout?.() ?? 0);
      call.on("cancelled", () => {
        work.cancel("the engine gave up the call");
      });
      const begin = async (request: Request): Promise<Response> => {
        if (this.#isCancelled) throw new RequestError(CANCELLED, "the run was cancelled: nothing was done");
        const served = currentWork.run(work, serve, request);
        this.#works.set(work, served);
        try {
          return await served;
        } finally {
          work.end();
          this.#works.delete(work);
          await this.log.said();
        }
      };
      this.#unary(begin)(call, done);
    };
  }

  #statusOf(thrown: unknown, request: unknown): grpc.ServerErrorResponse {
    if (!(thrown instanceof PartialFailureError)) return statusOf(thrown, this.#redact);
    const given = request instanceof pb.CreateRequest ? request.getProperties() : undefined;
    const inputs = request instanceof pb.UpdateRequest ? request.getNews() : given;
    const properties = this.#kept(thrown.properties, this.#read(inputs));
    return partialStatusOf(thrown, properties, this.#redact, this.#refreshesFirst);
  }

  /** Properties as they came. What is secret among them is shown by no sentence from now on. */
  #read(struct: Struct | undefined): Props {
    const props = fromStruct(struct);
    this.#redact.add(secretTexts(props));
    return props;
  }

  #current(): Context {
    if (this.#config === undefined)
      throw new RequestError(FAILED_PRECONDITION, "the provider is not configured: call Configure first");
    return (this.#context ??= createContext(
      resolveSettings(readerOf(this.#config), this.environment),
      (line) => {
        this.log.say(this.#redact(line), currentWork.getStore()?.urn);
      },
      { cancellation: () => currentWork.getStore() },
    ));
  }

  #hooks(request: Urned): Hooks {
    const token = typeOf(request.getUrn());
    const definition = Object.values(REGISTRY).find((it) => it.token === token);
    if (definition === undefined) throw unknownToken("resource", token, REGISTRY);
    const context = this.#current();
    return createHooks(definition, () => context);
  }

  /** Refuses what another resource of the program has claimed. */
  #claim(request: Urned, inputs: object): CheckFailure[] {
    const urn = request.getUrn();
    const claim = this.#hooks(request).claim(inputs);
    if (claim === undefined) return [];
    const { property, key, what, why } = claim;
    const other = this.#claims.get(key) ?? urn;
    this.#claims.set(key, other);
    if (other === urn) return [];
    const type = typeOf(urn).split(":").pop() ?? "";
    return [
      { property, reason: `${type} "${nameOf(urn)}" and "${nameOf(other)}" both declare ${what}: ${why}` },
    ];
  }

  /** The core's own part of a state. */
  #state(props: Props): Props {
    const { [REFRESHED]: _digest, ...state } = plainProps(props);
    return state;
  }

  /** A state as the engine keeps it; secret where the inputs, or the state before, are. */
  #kept(state: object, ...like: readonly Props[]): Struct {
    const digest = this.#refreshesFirst ? { [REFRESHED]: digestOf(this.#current().settings) } : {};
    return toStruct(markedLike({ ...state, ...digest }, ...like));
  }

  /** Whether the engine has refreshed this state for this run, with settings that see the same. */
  #isRefreshed(state: Props): boolean {
    return this.#refreshesFirst && state[REFRESHED] === digestOf(this.#current().settings);
  }

  #previewed(request: Urned, inputs: Props): Struct {
    return toStruct({ ...unknownProps(outputsOf(typeOf(request.getUrn()))), ...inputs });
  }
}

/** What many requests have, and not all. */
interface Common {
  getUrn?: () => string;
  getTimeout?: () => number;
}

/** The settings that decide what a read shows, and of which server. */
const digestOf = ({ cloud, region, endpoint, ignoreUsers }: Settings): string =>
  createHash("sha256")
    .update(JSON.stringify([cloud, region, endpoint, [...ignoreUsers].sort()]))
    .digest("hex")
    .slice(0, 16);

const unknownToken = (
  what: "resource" | "function",
  token: string,
  known: Readonly<Record<string, { readonly token: string }>>,
): RequestError => {
  const tokens = Object.values(known).map((it) => it.token);
  return new RequestError(INVALID_ARGUMENT, `"${token}" is no ${what} of swr${unknownName(token, tokens)}`);
};
