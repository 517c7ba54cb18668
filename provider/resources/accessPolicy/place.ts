import { keyAt, type PlaceNames } from "../../place";
import type { Settings } from "../../settings";

/** The inputs that make the place of a policy. */
export const PLACE: PlaceNames = ["organization"];

/** The key of a policy. An organization has at most one policy. */
export const keyOf = (
  settings: Settings,
  at: { readonly organization: string; readonly region?: string },
): string => keyAt(PLACE, settings, { ...at });
