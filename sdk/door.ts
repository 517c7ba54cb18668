import type * as Door from "../provider";

export type { FunctionName, ResourceName } from "../provider";

/**
 * The provider, for what runs in the program. It is loaded at the first call, so that a program that does not need it does
 * not wait for it.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const door = (): typeof Door => require("../provider") as typeof Door;
