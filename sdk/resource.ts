import * as pulumi from "@pulumi/pulumi";
import type { ResourceName } from "./door";
import { claimPlace } from "./onePerPlace";
import { secretArgs } from "./secretArgs";

/** What a class knows of its resource. */
export interface Shape {
  readonly name: ResourceName;
  /**
   * What the dynamic host runs: a constant, so that the state stays small and new versions of this package need no
   * update. It opens the package's public door from the program's folder.
   */
  readonly provider: string;
  /** Inputs that say where it is: only one resource of its type is there. */
  readonly place: readonly string[];
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Outputs that may hold a value of an input under another name: where that input is secret, they are, too. Texts, lists, objects. */
  readonly repeating: readonly string[];
  /** All other outputs: a number or a flag holds no value of an input. */
  readonly others: readonly string[];
}

const undefinedOnes = (...names: readonly string[]): Record<string, undefined> =>
  Object.fromEntries(names.map((name) => [name, undefined]));

/** What the classes of all resources do: they declare every output, refuse two on one place, and say which inputs are secret. */
export abstract class Resource extends pulumi.CustomResource {
  protected constructor(
    { name: type, provider, place, required, optional, repeating, others }: Shape,
    name: string,
    args: object,
    options?: pulumi.CustomResourceOptions,
  ) {
    // A resource that is only read has no inputs; whatever the program gives goes to the provider's check as it is.
    const isRead = options?.id !== undefined;
    if (!isRead) claimPlace(type, place, name, args);
    const outputs = undefinedOnes(...others, ...repeating, ...optional, ...(isRead ? required : []));
    const { inputs, additionalSecretOutputs } = secretArgs(args, repeating, options?.additionalSecretOutputs);
    super(
      `pulumi-nodejs:dynamic/swr:${type}`,
      name,
      { ...outputs, ...args, ...inputs, __provider: provider },
      { ...options, additionalSecretOutputs },
    );
  }
}
