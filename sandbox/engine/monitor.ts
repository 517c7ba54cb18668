/** The services that the program and the provider host talk to: ResourceMonitor and Engine. */
import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { pack, unpack } from "./host";
import type { Job } from "./project";
import { seal } from "./secrets";
import { hide, unsupported } from "./state";
import { type Deployment, STACK } from "./steps";
/** What a request may carry: everything else is an option that this engine refuses. */
const PARTS =
  /^(id|type|name|parent|custom|object|properties|\w*dependencies|deletebefore\w+|(accept|supports|additional|source)\w+|aliasspecs|stacktrace)(Map|List)?$/;

export async function serve(job: Job, deployment: Deployment) {
  const unary = <Q, S>(answer: (request: Q) => S | Promise<S>): grpc.handleUnaryCall<Q, S> => {
    const run = async (request: Q): Promise<S> => answer(request);
    return ({ request }, done) => {
      run(request).then((made) => {
        if (made) done(null, made);
      }, deployment.fail); // nobody is answered after a failure: the program waits, and is ended
    };
  };
  const monitor = {
    supportsFeature: unary((request: pb.SupportsFeatureRequest) => {
      const missing = /outputValues|resourceReferences|parameterization|transforms/i.test(request.getId());
      return new pb.SupportsFeatureResponse().setHassupport(!missing);
    }),
    registerResource: unary(async (request: pb.RegisterResourceRequest) => {
      const deleteFirst = request.getDeletebeforereplacedefined() ? [request.getDeletebeforereplace()] : [];
      const made = await deployment.register(readGoal(job, request, request.getObject()), ...deleteFirst);
      const object = made && pack(seal(made.outputs, made.secrets));
      return made && new pb.RegisterResourceResponse().setUrn(made.urn).setId(made.id).setObject(object);
    }),
    readResource: unary(async (request: pb.ReadResourceRequest) => {
      const goal = readGoal(job, request, request.getProperties());
      const found = await deployment.register({ ...goal, id: request.getId(), external: true });
      const properties = found && pack(seal(found.outputs, found.secrets));
      return found && new pb.ReadResourceResponse().setUrn(found.urn).setProperties(properties);
    }),
    registerResourceOutputs: unary((request: pb.RegisterResourceOutputsRequest) => {
      const { plain, secrets } = job.secrets.open(unpack(request.getOutputs()));
      deployment.outputs = hide(plain, secrets);
      return new Empty();
    }),
  };
  const log = unary((request: LogRequest) => {
    const prefix = [undefined, "", "warning: ", "error: "][request.getSeverity()]; // debug lines carry secrets
    if (prefix !== undefined) job.print(prefix + request.getMessage());
    return new Empty();
  });
  const server = new grpc.Server();
  server.addService(EngineService, { log });
  server.addService(ResourceMonitorService, monitor);
  const credentials = grpc.ServerCredentials.createInsecure();
  const port = await promisify(server.bindAsync.bind(server))("127.0.0.1:0", credentials);
  return { address: `127.0.0.1:${String(port)}`, close: server.forceShutdown.bind(server) };
}

function readGoal(job: Job, request: pb.RegisterResourceRequest | pb.ReadResourceRequest, object?: Struct) {
  const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
  const used = (value: unknown): boolean =>
    typeof value === "object" && value !== null ? Object.values(value).some(used) : Boolean(value);
  const [option] = Object.entries(request.toObject()).find(([key, it]) => !PARTS.test(key) && used(it)) ?? [];
  const nested = parent !== "" && !parent.includes(`::${STACK}::`) && "parent";
  const foreign = type !== STACK && !type.startsWith("pulumi-nodejs:dynamic") && "a type that is not dynamic";
  const refused = foreign || nested || (option && `the option ${option.replace(/List$|Map$/, "")}`);
  if (refused) throw unsupported(`${refused} (${type} ${name})`);
  const { plain: inputs, secrets } = job.secrets.open(unpack(object));
  const urn = `urn:pulumi:${job.stack}::${job.name}::${type}::${name}`;
  secrets.push(...request.getAdditionalsecretoutputsList());
  const dependencies = [...request.getDependenciesList(), parent].filter(Boolean);
  const byProperty =
    "getPropertydependenciesMap" in request ? request.toObject().propertydependenciesMap : [];
  const propertyDependencies = Object.fromEntries(byProperty.map(([key, { urnsList }]) => [key, urnsList]));
  const rest = { id: "", outputs: {}, initErrors: [], external: false, delete: false };
  return { urn, type, name, inputs, dependencies, propertyDependencies, secrets, ...rest };
}
