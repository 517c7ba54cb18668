import * as pulumi from "@pulumi/pulumi";

/** Whether anything in a value has to be waited for. Only then something in it can be secret. */
function isLate(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(isLate);
}

/** Every part of a value that is secret, as it was given: the SDK sends it encrypted, and marks it where it is not known yet. */
async function secretsIn(value: unknown): Promise<pulumi.Output<unknown>[]> {
  if (pulumi.Output.isInstance(value)) {
    // With what is within: an output may hold others.
    const whole = pulumi.output(value as unknown);
    return (await pulumi.isSecret(whole)) ? [whole] : [];
  }
  const known: unknown = await value;
  if (pulumi.Output.isInstance(known)) return secretsIn(known);
  if (typeof known !== "object" || known === null) return [];
  return (await Promise.all(Object.values(known).map(secretsIn))).flat();
}

interface SecretArgs {
  /** A hidden input for the dynamic host, which is told all values without marks. */
  readonly inputs: { readonly __secrets?: pulumi.Input<unknown> };
  /** Outputs that are kept encrypted. It is filled before the resource is registered. */
  readonly additionalSecretOutputs: string[];
}

/**
 * What of a resource's arguments is secret, where anything is: to any other resource nothing is added. `outputs`: those that then
 * repeat a secret under another name, where the engine does not know it; `chosen`: those that the program has named itself.
 */
export function secretArgs(
  args: object,
  outputs: readonly string[],
  chosen: readonly string[] = [],
): SecretArgs {
  const additionalSecretOutputs = [...chosen];
  if (!isLate(args)) return { inputs: {}, additionalSecretOutputs };
  const secrets = secretsIn(args).then((all) => {
    if (all.length === 0) return undefined;
    // Inputs are sent after they were waited for, and this list after them.
    additionalSecretOutputs.push(...outputs);
    return all;
  });
  // What fails here fails as an argument, too, and is reported there.
  secrets.catch(() => undefined);
  return { inputs: { __secrets: secrets }, additionalSecretOutputs };
}
