import { resolveSettings } from "../../../provider/settings";
import { createClients, type Surroundings, type SwrClient } from "../../../provider/swr/client";
import { environmentOf } from "../../support/stack";

type Environment = Readonly<Record<string, string>>;

/** Says nothing and waits for nothing. */
export const IMPATIENT: Surroundings = {
  notify: () => undefined,
  sleep: () => Promise.resolve(),
  now: () => new Date(),
};

/** Clients of all regions, as the built-in user `ci` unless the variables say otherwise; waits are not waited for. */
export function clientsOf(
  emulator: { readonly url: string },
  more: Environment = {},
): (region: string) => SwrClient {
  const environment = { ...environmentOf(emulator), ...more };
  const settings = resolveSettings(() => undefined, environment);
  return createClients(settings, IMPATIENT);
}

export const clientOf = (emulator: { readonly url: string }, more: Environment = {}): SwrClient =>
  clientsOf(emulator, more)("eu-de");

/** Variables of a caller with a token instead of a key. */
export const withToken = (token: string): Environment => ({
  SWR_TOKEN: token,
  SWR_ACCESS_KEY: "",
  SWR_SECRET_KEY: "",
});

export const PROJECT = { SWR_PROJECT_ID: "de000000000000000000000000000001" };
