import { randomUUID } from "node:crypto";
import type { Context } from "../../resource";
import type { Place } from "./liveReads";
import type { State } from "./model";
import { placeKey } from "./place";

interface Write {
  /** Names the state that it left. */
  readonly mark: string;
  readonly declared: ReadonlySet<string>;
}
const writes = new WeakMap<Context, Map<string, Write>>();

/** Remembers, for the rest of the run, whom a resource has declared at a place. Answers the mark of its new state. */
export function rememberWrite(context: Context, place: Place, ids: readonly string[]): string {
  const places = writes.get(context) ?? new Map<string, Write>();
  const write = { mark: randomUUID(), declared: new Set(ids) };
  writes.set(context, places.set(placeKey(context.settings, place), write));
  return write.mark;
}

/**
 * Whom another resource of this run has declared where this state is to be deleted. An engine may delete the old one after it made
 * the new one: one that was renamed in the program, or that it replaces without asking. Their users stay.
 */
export function declaredSince(context: Context, state: State): ReadonlySet<string> {
  const write = writes.get(context)?.get(placeKey(context.settings, state));
  return write === undefined || write.mark === state.__write ? new Set() : write.declared;
}
