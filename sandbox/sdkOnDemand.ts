/**
 * Loaded before Pulumi's SDK in both processes of a run. The SDK loads packages at its start that most runs never use. This
 * file delays them to their first use, which saves more than half of a process's time; the tests start hundreds.
 */
import { createRequire } from "node:module";

/** Packages for serialized functions, for programs in TypeScript, for programs that run other programs, and for traces. */
const AT_FIRST_USE = [
  "typescript",
  "@npmcli/arborist",
  "normalize-package-data",
  "semver",
  "@opentelemetry/api",
  "@pulumi/pulumi/automation",
];
/**
 * Packages that are replaced by nothing. Without source maps, stack traces name the SDK's JavaScript, and no run spends time
 * on reading the maps. OpenTelemetry has nothing to do, since no program is given a place to send traces to.
 */
const NEVER = [
  "source-map-support/register",
  "@opentelemetry/exporter-zipkin",
  "@opentelemetry/instrumentation-grpc",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace-base",
  "@opentelemetry/sdk-trace-node",
];

const sdk = createRequire(process.argv[1] ?? __filename);

/** Sets what `require` answers for a package from now on, if the SDK has this package. */
function answer(name: string, make: (file: string) => object): void {
  let file: string;
  try {
    file = sdk.resolve(name);
  } catch {
    return;
  }
  const entry = {
    id: file,
    filename: file,
    path: "",
    loaded: true,
    children: [],
    paths: [],
    exports: make(file),
  };
  sdk.cache[file] = entry as unknown as NodeJS.Module;
}

/** Stands for a package, and loads it when something of it is first used. */
function atFirstUse(file: string): object {
  let loaded: object | undefined;
  const load = (): object => {
    if (loaded === undefined) {
      Reflect.deleteProperty(sdk.cache, file);
      loaded = sdk(file) as object;
    }
    return loaded;
  };
  return new Proxy(
    {},
    {
      // Every import asks for `__esModule`. Without it the import would copy all names, and so load the package.
      get: (_, name): unknown => {
        if (name === "__esModule") return true;
        return name === "default" ? load() : Reflect.get(load(), name);
      },
      has: (_, name) => name in load(),
      ownKeys: () => Reflect.ownKeys(load()),
      getOwnPropertyDescriptor: (_, name) => {
        const found = Reflect.getOwnPropertyDescriptor(load(), name);
        return found && { ...found, configurable: true };
      },
    },
  );
}

for (const name of AT_FIRST_USE) answer(name, atFirstUse);
for (const name of NEVER) answer(name, () => ({}));
