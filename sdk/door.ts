import type * as Door from "../provider";

export type { FunctionName, ResourceName } from "../provider";

/** The provider, for what runs in the program. Loaded with the first call: who needs nothing of it pays nothing for it. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
export const door = (): typeof Door => require("../provider") as typeof Door;
