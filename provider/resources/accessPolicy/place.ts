import { keyAt, type PlaceNames } from "../../place";
import type { Settings } from "../../settings";

/** The inputs that say where a policy is. */
export const PLACE: PlaceNames = ["organization"];

/** What a policy is compared by: there is one for an organization. */
export const keyOf = (
  settings: Settings,
  at: { readonly organization: string; readonly region?: string },
): string => keyAt(PLACE, settings, { ...at });
