/** How the functions of the package are called: in the program, since a dynamic provider has no functions. */
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

/** Our sentence says all: a stack is shown where nobody uses the output that failed, even of a RunError. */
const refusal = (message: string): pulumi.RunError =>
  Object.assign(new pulumi.RunError(message), { stack: "" });

async function answer(name: FunctionName, args: object): Promise<object> {
  const late = Object.entries(args).find(([, value]) => pulumi.Output.isInstance(value))?.[0];
  if (late !== undefined) throw refusal(`swr.${name}: ${late} is an Output: call swr.${name}Output instead`);
  const { result, failures } = await functions()(name, args);
  if (result !== undefined) return result;
  throw refusal(failures.map(({ property, reason }) => `swr.${name}: ${property} ${reason}`).join("\n"));
}

/** Calls out, in previews too. What is refused on purpose fails the program with its sentence, without a stack. */
export async function ask(name: FunctionName, args: object): Promise<object> {
  try {
    return await answer(name, args);
  } catch (thrown) {
    if (!(thrown instanceof door().SwrError)) throw thrown;
    throw refusal(thrown.message);
  }
}

/** The same for arguments that are outputs of resources. Where one is not known yet, nothing is asked, and the result is not known. */
export const askOutput = (name: FunctionName, args: object): pulumi.Output<object> =>
  pulumi.output(args).apply((known) => ask(name, known));
