/**
 * Loaded ahead of the SDK in both processes of a run. Most of what the SDK opens at its start is not needed by most runs;
 * here it is opened when it is. That is more than half of a process's time, and the tests start hundreds.
 */
import { createRequire } from "node:module";

/** For functions that are turned into text, programs in TypeScript, and programs that run others. */
const AT_FIRST_USE = [
  "typescript",
  "@npmcli/arborist",
  "normalize-package-data",
  "@pulumi/pulumi/automation",
];
/**
 * Stack traces name the SDK's JavaScript: its source maps would be read and sorted anew for each run. Nothing is traced:
 * the program is never given a place to send it to.
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

/** What `require` answers for a package from now on, if the SDK has it. */
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

/** Stands for a package until something is asked of it. */
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
      // Asked at every import, to see whether the names have to be copied: they stay where they are.
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
