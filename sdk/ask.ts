/** Calls the functions of the package. They run in the program, since a dynamic provider has no functions. */
import * as pulumi from "@pulumi/pulumi";
import { door, type FunctionName } from "./door";
import { perProgram } from "./perProgram";

const functions = perProgram(() => {
  const config = new pulumi.Config("swr");
  return door().openFunctions(
    (key) => config.get(key),
    (line) => {
      void pulumi.log.info(line);
    },
  );
});

/**
 * An error without a stack, since its message says everything. Where nobody uses the output that failed, Pulumi shows the
 * stack even of a RunError.
 */
const refusal = (message: string): pulumi.RunError =>
  Object.assign(new pulumi.RunError(message), { stack: "" });

async function answer(name: FunctionName, args: object): Promise<object> {
  const late = Object.entries(args).find(([, value]) => pulumi.Output.isInstance(value))?.[0];
  if (late !== undefined) throw refusal(`swr.${name}: ${late} is an Output: call swr.${name}Output instead`);
  const { result, failures } = await functions()(name, args);
  if (result !== undefined) return result;
  throw refusal(failures.map(({ property, reason }) => `swr.${name}: ${property} ${reason}`).join("\n"));
}

/** Calls a function, also in previews. An expected failure ends the program with its message, without a stack. */
export async function ask(name: FunctionName, args: object): Promise<object> {
  try {
    return await answer(name, args);
  } catch (thrown) {
    if (!(thrown instanceof door().SwrError)) throw thrown;
    throw refusal(thrown.message);
  }
}

/**
 * Calls a function with arguments that are outputs of resources. While an argument is not known yet, nothing is called, and
 * the result is not known.
 */
export const askOutput = (name: FunctionName, args: object): pulumi.Output<object> =>
  pulumi.output(args).apply((known) => ask(name, known));
