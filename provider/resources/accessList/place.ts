import { endpointsOf, type Settings } from "../../settings";
import { type RepositoryRef, subjectOf } from "../../swr/access";

/** One repository, and the region it is in; without a region, the settings' own. */
export type Place = RepositoryRef & { readonly region?: string };

/**
 * What a place is compared by: its server and its names. With an endpoint of the settings' own, every region is on that
 * server; a place without a region is in the settings' region.
 */
export const placeKey = (settings: Settings, place: Place): string =>
  `${settings.endpoint ?? place.region ?? settings.region ?? ""} ${subjectOf(place)}`;

/** The address of the server a place is on. */
export const serverOf = (settings: Settings, place: Place): string =>
  endpointsOf(settings, place.region ?? settings.region).swr;
