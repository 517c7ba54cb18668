/** Pulumi's ResourceProvider over gRPC: what the registry has, in the engine's words. */
import * as grpc from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import schema from "../../../schema.json";
import { PartialFailureError } from "../../errors";
import { hasUnknown } from "../../unknown";
import { addDifferences, failuresOf } from "./answers";
import { checkConfig, SECRET_SETTINGS, withoutEngines } from "./config";
import { compareInputs } from "./detailedDiff";
import { type Session, typeOf } from "./session";
import { partialStatusOf, RequestError, statusOf } from "./status";
import { markedAs, markedLike, plainProps, type Props, toStruct, unknownProps } from "./wire";
import { Work } from "./work";

const { DiffChanges } = pb.DiffResponse;
const changesOf = (changes: boolean): pb.DiffResponse.DiffChanges =>
  changes ? DiffChanges.DIFF_SOME : DiffChanges.DIFF_NONE;

/** Every other method is answered as not implemented. */
type Service = Pick<
  IResourceProviderServer,
  | ("handshake" | "attach" | "getPluginInfo" | "getSchema" | "checkConfig" | "diffConfig" | "configure")
  | ("check" | "diff" | "create" | "read" | "update" | "delete" | "invoke" | "cancel")
>;

/** What many requests have, and not all. */
interface Common {
  getUrn?: () => string;
  getTimeout?: () => number;
}

/** Not all engines send them, and not all versions of the SDK that we support know them. */
const oldOutputsOf = (request: { getOldOutputs?: () => Struct | undefined }): Struct | undefined =>
  request.getOldOutputs?.();

/** Inputs as a preview answers them: outputs that no input decides are known to the real run only. */
function previewed(urn: string, inputs: Props): Struct {
  const { properties, inputProperties } = schema.resources[typeOf(urn) as keyof typeof schema.resources];
  const outputs = Object.keys(properties).filter((name) => !(name in inputProperties));
  return toStruct({ ...unknownProps(outputs), ...inputs });
}

/** What the gRPC server serves. */
export const createService = (session: Session): Service => ({
  ...aboutItself(session),
  ...aboutConfiguration(session),
  ...aboutResources(session),
  invoke: calling(session, async (request: pb.InvokeRequest) => {
    const args = session.read(request.getArgs());
    if (hasUnknown(plainProps(args)))
      throw new RequestError(
        grpc.status.INVALID_ARGUMENT,
        "an argument is not known yet: call it in the real run",
      );
    const { result, failures } = await session.call(request.getTok(), plainProps(args));
    const response = new pb.InvokeResponse();
    if (result !== undefined) response.setReturn(toStruct(markedLike(result, [args])));
    response.setFailuresList(failuresOf(failures, session.redact));
    return response;
  }),
});

const aboutItself = (
  session: Session,
): Pick<Service, "handshake" | "attach" | "getPluginInfo" | "getSchema" | "cancel"> => ({
  handshake: unary(session, (request: pb.ProviderHandshakeRequest) => {
    session.log.connect(request.getEngineAddress());
    session.engine = request.getEngineAddress();
    session.refreshesFirst = request.getSupportsRefreshBeforeUpdate();
    const response = new pb.ProviderHandshakeResponse();
    response.setAcceptSecrets(true);
    return response;
  }),
  attach: unary(session, (request) => {
    session.log.connect(request.getAddress());
    return new Empty();
  }),
  getPluginInfo: unary(session, () => {
    const info = new PluginInfo();
    info.setVersion(schema.version);
    return info;
  }),
  getSchema: unary(session, () => {
    const response = new pb.GetSchemaResponse();
    response.setSchema(JSON.stringify(schema));
    return response;
  }),
  cancel: unary(session, () => {
    // Answered at once: the engine asks for it at the end of each run, too.
    void session.cancel();
    return new Empty();
  }),
});

const aboutConfiguration = (session: Session): Pick<Service, "checkConfig" | "diffConfig" | "configure"> => ({
  checkConfig: unary(session, (request: pb.CheckRequest) => {
    // However they came: the engine encrypts them in the state.
    const news = markedAs(session.read(request.getNews()), SECRET_SETTINGS);
    const response = new pb.CheckResponse();
    response.setInputs(toStruct(news));
    response.setFailuresList(failuresOf(checkConfig(plainProps(news), session.environment), session.redact));
    return response;
  }),
  diffConfig: unary(session, (request: pb.DiffRequest) => {
    const settingsOf = (struct: Struct | undefined): Props =>
      withoutEngines(plainProps(session.read(struct)));
    const olds = settingsOf(request.getOldInputs() ?? request.getOlds());
    const differences = compareInputs(olds, settingsOf(request.getNews()));
    const response = new pb.DiffResponse();
    // Nothing replaces a provider: its resources would go with it, and the people who use them.
    response.setChanges(changesOf(differences.length > 0));
    addDifferences(response, differences, []);
    return response;
  }),
  configure: unary(session, (request: pb.ConfigureRequest) => {
    session.configure(plainProps(session.read(request.getArgs())));
    const response = new pb.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    return response;
  }),
});

const aboutResources = (
  session: Session,
): Pick<Service, "check" | "diff" | "create" | "read" | "update" | "delete"> => ({
  check: calling(session, async (request: pb.CheckRequest) => {
    const [olds, news] = [session.read(request.getOlds()), session.read(request.getNews())];
    const hooks = session.hooks(request.getUrn());
    const before = Object.keys(olds).length === 0 ? undefined : session.state(olds);
    const readAt = session.readAt(session.read(oldOutputsOf(request)));
    const { inputs, failures } = await hooks.check(before, plainProps(news), readAt);
    const twice = failures.length === 0 ? session.claim(request.getUrn(), inputs) : [];
    const response = new pb.CheckResponse();
    response.setInputs(session.checked(inputs, news));
    response.setFailuresList(failuresOf([...failures, ...twice], session.redact));
    return response;
  }),
  diff: calling(session, async (request: pb.DiffRequest) => {
    const [state, olds] = [session.read(request.getOlds()), session.read(request.getOldInputs())];
    const news = plainProps(session.read(request.getNews()));
    const hooks = session.hooks(request.getUrn());
    const diff = await hooks.diff(request.getId(), session.state(state), news, session.readAt(state));
    const response = new pb.DiffResponse();
    response.setChanges(changesOf(diff.changes));
    response.setReplacesList([...diff.replaces]);
    response.setDeletebeforereplace(diff.deleteBeforeReplace);
    if (diff.changes) addDifferences(response, compareInputs(plainProps(olds), news), diff.replaces);
    return response;
  }),
  create: calling(session, async (request: pb.CreateRequest) => {
    const hooks = session.hooks(request.getUrn());
    const inputs = session.read(request.getProperties());
    const response = new pb.CreateResponse();
    if (request.getPreview()) {
      if (!hasUnknown(plainProps(inputs))) await hooks.preview(plainProps(inputs));
      response.setProperties(previewed(request.getUrn(), inputs));
    } else {
      const { id, state } = await hooks.create(plainProps(inputs));
      response.setId(id);
      response.setProperties(session.kept(state, inputs));
      response.setRefreshBeforeUpdate(session.refreshesFirst && !hooks.looksItself);
    }
    return response;
  }),
  read: calling(session, async (request: pb.ReadRequest) => {
    const hooks = session.hooks(request.getUrn());
    const [state, inputs] = [session.read(request.getProperties()), session.read(request.getInputs())];
    const isKnown = Object.keys(state).length > 0;
    const found = await hooks.read(request.getId(), isKnown ? session.state(state) : undefined);
    const response = new pb.ReadResponse();
    if (found === undefined) return response;
    response.setId(found.id);
    response.setProperties(session.keptAsRead(found.state, state, inputs));
    response.setInputs(toStruct(markedLike(found.inputs, [state, inputs])));
    response.setRefreshBeforeUpdate(session.refreshesFirst && !hooks.looksItself);
    return response;
  }),
  update: calling(session, async (request: pb.UpdateRequest) => {
    const hooks = session.hooks(request.getUrn());
    const [olds, news] = [session.read(request.getOlds()), session.read(request.getNews())];
    const response = new pb.UpdateResponse();
    if (request.getPreview()) response.setProperties(previewed(request.getUrn(), news));
    else {
      const state = await hooks.update(request.getId(), session.state(olds), plainProps(news));
      response.setProperties(session.kept(state, news));
      response.setRefreshBeforeUpdate(session.refreshesFirst && !hooks.looksItself);
    }
    return response;
  }),
  delete: calling(session, async (request: pb.DeleteRequest) => {
    const hooks = session.hooks(request.getUrn());
    const state = session.read(request.getProperties());
    await hooks.delete(request.getId(), session.state(state), session.readAt(state));
    return new Empty();
  }),
});

/** Every failure is a status, and nothing that is thrown ends the process. */
const unary =
  <Request, Response>(
    session: Session,
    serve: (request: Request) => Response | Promise<Response>,
  ): grpc.handleUnaryCall<Request, Response> =>
  (call, done) => {
    const { request } = call;
    void Promise.resolve()
      .then(() => serve(request))
      .then(
        (response) => {
          done(null, response);
        },
        (thrown: unknown) => {
          done(failureOf(session, thrown, request as Common));
        },
      );
  };

/** The same for what calls out: it can be cancelled, and its lines are shown with its resource. */
const calling =
  <Request extends object, Response>(
    session: Session,
    serve: (request: Request) => Promise<Response>,
  ): grpc.handleUnaryCall<Request, Response> =>
  (call, done) => {
    const { getUrn, getTimeout } = call.request as Common;
    const work = new Work(getUrn?.call(call.request) ?? "");
    work.limit(getTimeout?.call(call.request) ?? 0);
    call.on("cancelled", () => {
      work.cancel("the engine gave up the call");
    });
    unary(session, (request: Request) => session.run(work, () => serve(request)))(call, done);
  };

/** What was done in part is told with the state that it left. */
function failureOf(session: Session, thrown: unknown, request: Common): grpc.ServerErrorResponse {
  if (!(thrown instanceof PartialFailureError)) return statusOf(thrown, session.redact);
  const created = request instanceof pb.CreateRequest ? request.getProperties() : undefined;
  const inputs = request instanceof pb.UpdateRequest ? request.getNews() : created;
  const properties = session.kept(thrown.properties, session.read(inputs));
  const looksItself = session.hooks(request.getUrn?.() ?? "").looksItself;
  return partialStatusOf(thrown, properties, session.redact, session.refreshesFirst && !looksItself);
}
