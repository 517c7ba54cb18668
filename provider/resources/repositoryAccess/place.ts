import type { Settings } from "../../settings";
import { subjectOf } from "../../swr/access";
import type { Place } from "./liveReads";

/**
 * Names one repository of one server, however a program spells its region: no region is the settings' own, and with an
 * endpoint of the settings' own every region is there.
 */
export function placeKey(settings: Settings, place: Place): string {
  const where = settings.endpoint ?? place.region ?? settings.region ?? "";
  return `${where} ${subjectOf(place)}`;
}
