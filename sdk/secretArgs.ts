import * as pulumi from "@pulumi/pulumi";

/** Whether a value contains outputs or promises. Only those can be secret. */
function isLate(value: unknown): boolean {
  if (pulumi.Output.isInstance(value) || value instanceof Promise) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(isLate);
}

/**
 * Every secret part of a value, as it was given. The SDK sends these outputs encrypted, and marked where they are not known
 * yet.
 */
async function secretsIn(value: unknown): Promise<pulumi.Output<unknown>[]> {
  if (pulumi.Output.isInstance(value)) {
    // This resolves the output with everything inside, since an output may contain others.
    const whole = pulumi.output(value as unknown);
    return (await pulumi.isSecret(whole)) ? [whole] : [];
  }
  const known: unknown = await value;
  if (pulumi.Output.isInstance(known)) return secretsIn(known);
  if (typeof known !== "object" || known === null) return [];
  return (await Promise.all(Object.values(known).map(secretsIn))).flat();
}

interface SecretArgs {
  /** A hidden input with all secrets. The dynamic host needs it, since it gets values without marks. */
  readonly inputs: { readonly __secrets?: pulumi.Input<unknown> };
  /** Outputs that are kept encrypted. The list is completed before the resource is registered. */
  readonly additionalSecretOutputs: string[];
}

/**
 * Finds the secrets among a resource's arguments. Where there are none, nothing is added to the resource. `outputs`: outputs
 * that may repeat a secret under another name, which the engine does not notice. `chosen`: outputs that the program itself
 * wants encrypted.
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
    // Inputs are sent after they have resolved, and this list is sent after them, so it is complete by then.
    additionalSecretOutputs.push(...outputs);
    return all;
  });
  // What fails here also fails as an argument, and is reported there.
  secrets.catch(() => undefined);
  return { inputs: { __secrets: secrets }, additionalSecretOutputs };
}
