import { createEmulator } from "./emulator";
import type { Emulator, StartOptions } from "./types";

export type * from "./types";
export { type Dialect, type DialectChoice, dialectValues, type ProfileName } from "./dialect";
export { defaultSeed } from "./seed/defaultSeed";
export { DialectError, profiles } from "./dialect/profiles";
export { ControlError } from "./control/backdoor";
export { SeedError } from "./seed/seed";

/**
 * Starts SWR and IAM on 127.0.0.1 and resolves once they listen.
 *
 * @throws SeedError, DialectError when the options are not valid.
 */
export const startEmulator = (options: StartOptions = {}): Promise<Emulator> => createEmulator(options);
