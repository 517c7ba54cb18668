import { keyAt, serverAt } from "../../provider/place";
import type { Settings } from "../../provider/settings";
import type { Selection } from "../live/listing";
import type { Live } from "../live/types";
import type { Declared, DeclaredAt } from "../stack/declared";

/** What a report is made of: what is there, what the stack declares, and what somebody asked for. */
export interface Question extends Selection {
  readonly live: Live;
  /** Left out: the report compares with no stack. */
  readonly declared?: Declared;
  readonly settings: Settings;
  readonly now: Date;
  /** Only grants of these users, by id or name. */
  readonly users?: readonly string[];
}

/** Whether a resource of the stack is on the server that was read. */
export const isHere = (settings: Settings, at: DeclaredAt): boolean =>
  at.server === undefined
    ? keyAt([], settings, { ...at }) === keyAt([], settings, {})
    : at.server === serverAt(settings, {});
