import { resolveSettings } from "../../../provider/settings";
import { createClients, type Surroundings, type SwrClient } from "../../../provider/swr/client";
import { environmentOf } from "../../support/stack";

type Environment = Readonly<Record<string, string>>;

/** Surroundings of a client that show no line and skip all waits. */
export const IMPATIENT: Surroundings = {
  notify: () => undefined,
  sleep: () => Promise.resolve(),
  now: () => new Date(),
};

/** Clients of all regions, for the built-in user `ci` unless the variables say otherwise. They skip all waits. */
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
