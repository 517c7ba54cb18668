/** Where a resource is: the inputs that name it, from the outermost on, in a region of a server. The same for all resources. */
import type { Description } from "./description";
import { SwrError } from "./errors";
import type { Call, Context } from "./resource";
import { endpointsOf, type Settings } from "./settings";

/** Values of the inputs that say where a resource is, and the region; without a region, the settings' own. */
export type Place = Readonly<Record<string, unknown>> & { readonly region?: string | undefined };

/** Names of the inputs that make a place, from the outermost on. */
export type PlaceNames = readonly string[];

/** How lines and errors call it: `team-a/web/app`. */
export const subjectAt = (names: PlaceNames, at: Place): string =>
  names.map((name) => String(at[name])).join("/");

/** The same, with what is there, where a resource of another type has the same place: `team-a/web/app retention policy`. */
export const subjectOf = ({ place, what }: Pick<Description, "place" | "what">, at: Place): string =>
  what === undefined ? subjectAt(place, at) : `${subjectAt(place, at)} ${what}`;

/** What a resource works with at a place. */
export const callAt = (description: Description, context: Context, at: Place): Call => ({
  ...context,
  client: context.swr(at.region ?? context.settings.region),
  subject: subjectOf(description, at),
});

/** What a place is compared by: with an endpoint of the settings' own, every region is on that server. */
export const keyAt = (names: PlaceNames, settings: Settings, at: Place): string =>
  `${settings.endpoint ?? at.region ?? settings.region ?? ""} ${subjectAt(names, at)}`;

/** The address of the server a place is on. */
export const serverAt = (settings: Settings, at: Place): string =>
  endpointsOf(settings, at.region ?? settings.region).swr;

/** The names joined by slashes, with the region before them where it is not the settings' own. */
export const idAt = (names: PlaceNames, settings: Settings, at: Place): string =>
  at.region === undefined || at.region === settings.region
    ? subjectAt(names, at)
    : `${at.region}:${subjectAt(names, at)}`;

/** How an id is written, as sentences say it. */
export const formatOf = (names: PlaceNames): string => `${names.join("/")} or region:${names.join("/")}`;

/** Splits at the first slashes. The last name may hold some, as names of repositories do; the outermost, an organization's, never does. */
export function parseAt(
  names: PlaceNames,
  settings: Settings,
  id: string,
): Record<string, string> & { region?: string } {
  const { region = settings.region, rest = "" } =
    /^(?:(?<region>[^:/]+):)?(?<rest>.+)$/.exec(id)?.groups ?? {};
  const parts = rest.split("/");
  const values = [...parts.slice(0, names.length - 1), parts.slice(names.length - 1).join("/")];
  const isWhole = names.length === 1 ? parts.length === 1 : parts.length >= names.length;
  if (!isWhole || values.some((value) => value === "" || value.includes(":")))
    throw new SwrError(`"${id}" is not an id: it is ${formatOf(names)}.`);
  const at = Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
  return { ...at, ...(region === undefined ? {} : { region }) };
}

/** Inputs with their region written down. Where nothing says a region any more, the resource stays where it is. */
export function withRegion<I extends { readonly region?: string | undefined }>(
  settings: Settings,
  news: I,
  olds: Partial<I> | undefined,
): I {
  const region = news.region ?? settings.region ?? olds?.region;
  return { ...news, ...(region === undefined ? {} : { region }) };
}

/** The inputs that replace a resource when they change. Without a region it was in the settings' own: to write it down moves nothing. */
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
