/** The place of a resource: the inputs that name it, outermost first, in a region of a server. The same for all resources. */
import type { Description } from "./description";
import { SwrError } from "./errors";
import type { Call, CheckFailure, Context } from "./resource";
import { endpointsOf, type Settings } from "./settings";

/** Values of the inputs that say where a resource is, and of the region. Without a region, the region of the settings counts. */
export type Place = Readonly<Record<string, unknown>> & { readonly region?: string | undefined };

/** Names of the inputs that make a place, outermost first. */
export type PlaceNames = readonly string[];

/** The name of a place in log lines and errors: `team-a/web/app`. */
export const subjectAt = (names: PlaceNames, at: Place): string =>
  names.map((name) => String(at[name])).join("/");

/**
 * The name of a resource in log lines and errors: its place, and its noun where the description has one, `team-a/web/app
 * retention policy`.
 */
export const subjectOf = ({ place, what }: Pick<Description, "place" | "what">, at: Place): string =>
  what === undefined ? subjectAt(place, at) : `${subjectAt(place, at)} ${what}`;

/** The context of a hook, with the client of the place's region and the name for errors. */
export const callAt = (description: Description, context: Context, at: Place): Call => ({
  ...context,
  client: context.swr(at.region ?? context.settings.region),
  subject: subjectOf(description, at),
});

/**
 * The key by which places are compared. Where the settings have an endpoint, all regions are on that server, so the region is
 * no part of the key.
 */
export const keyAt = (names: PlaceNames, settings: Settings, at: Place): string =>
  `${settings.endpoint ?? at.region ?? settings.region ?? ""} ${subjectAt(names, at)}`;

/** The address of the server that a place is on. */
export const serverAt = (settings: Settings, at: Place): string =>
  endpointsOf(settings, at.region ?? settings.region).swr;

/** The id of a resource: its names joined by slashes, after the region where that is not the region of the settings. */
export const idAt = (names: PlaceNames, settings: Settings, at: Place): string =>
  at.region === undefined || at.region === settings.region
    ? subjectAt(names, at)
    : `${at.region}:${subjectAt(names, at)}`;

/** The format of an id, for error messages. */
export const formatOf = (names: PlaceNames): string => `${names.join("/")} or region:${names.join("/")}`;

/** The only name of a place that may contain slashes, wherever it stands. Names of organizations and accounts may not. */
const WITH_SLASHES = "repository";

/** Refuses names that an id could not be split at again. Names that are not known yet, and those of a wrong type, pass. */
export const checkPlace = (names: PlaceNames, given: object): CheckFailure[] =>
  names.flatMap((name) => {
    const value = (given as Place)[name];
    const separator = name === WITH_SLASHES ? /:/ : /[/:]/;
    if (typeof value !== "string" || !separator.test(value)) return [];
    const what = name === WITH_SLASHES ? "a colon, which ends" : "a slash or a colon, which end";
    return [{ property: name, reason: `"${value}" contains ${what} a name in the resource's id` }];
  });

/** Splits an id at its slashes. The name of a repository gets all slashes that do not separate two names. */
export function parseAt(
  names: PlaceNames,
  settings: Settings,
  id: string,
): Record<string, string> & { region?: string } {
  const { region = settings.region, rest = "" } =
    /^(?:(?<region>[^:/]+):)?(?<rest>.+)$/.exec(id)?.groups ?? {};
  const parts = rest.split("/");
  const own = names.includes(WITH_SLASHES) ? Math.max(parts.length - names.length, 0) : 0;
  const values = names.map((name) => parts.splice(0, name === WITH_SLASHES ? own + 1 : 1).join("/"));
  if (parts.length > 0 || values.some((value) => value === "" || value.includes(":")))
    throw new SwrError(`"${id}" is not an id: it is ${formatOf(names)}.`);
  const at = Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
  return { ...at, ...(region === undefined ? {} : { region }) };
}

/**
 * The inputs with the region filled in. Where neither the program nor the settings give a region any more, the region of the
 * last run stays.
 */
export function withRegion<I extends { readonly region?: string | undefined }>(
  settings: Settings,
  news: I,
  olds: Partial<I> | undefined,
): I {
  const region = news.region ?? settings.region ?? olds?.region;
  return { ...news, ...(region === undefined ? {} : { region }) };
}

/**
 * The inputs that have changed and whose change replaces the resource. A state without a region is in the region of the
 * settings, so filling in that region replaces nothing.
 */
export function replacedBy(
  names: readonly string[],
  settings: Settings,
  state: Place,
  news: Place,
  isSame = (_name: string, one: unknown, other: unknown): boolean => one === other,
): string[] {
  const was: Place = { ...state, region: state.region ?? settings.region };
  return names.filter((name) => !isSame(name, was[name], news[name]));
}
