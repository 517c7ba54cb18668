import * as pulumi from "@pulumi/pulumi";
import type { ResourceName } from "./door";
import { claimPlace } from "./onePerPlace";
import { secretArgs } from "./secretArgs";

/** What a class knows about its resource. */
export interface Shape {
  readonly name: ResourceName;
  /**
   * The text that the dynamic host runs. It is a constant, so the state stays small, and a new version of this package
   * changes no resource. It opens the package's public door from the program's folder.
   */
  readonly provider: string;
  /** Inputs that say where the resource is. Only one resource of its type may be there. */
  readonly place: readonly string[];
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Outputs that may repeat the value of an input: texts, lists, objects. They are secret where that input is secret. */
  readonly repeating: readonly string[];
  /** All other outputs. A number or a flag repeats no value of an input. */
  readonly others: readonly string[];
}

const undefinedOnes = (...names: readonly string[]): Record<string, undefined> =>
  Object.fromEntries(names.map((name) => [name, undefined]));

/**
 * The base class of all resources. It declares every output, refuses two resources at one place, and finds out which inputs
 * are secret.
 */
export abstract class Resource extends pulumi.CustomResource {
  protected constructor(
    { name: type, provider, place, required, optional, repeating, others }: Shape,
    name: string,
    args: object,
    options?: pulumi.CustomResourceOptions,
  ) {
    // A resource that is only read has no inputs. The arguments go to the provider's check as they are.
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
