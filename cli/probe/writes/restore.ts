import { messageOf } from "../../../provider/errors";
import { subjectOf, wordOf } from "../../../provider/swr/access";
import { entriesOf, type List } from "../list";
import { isSuccess, type Wire } from "../wire";
import type { Hand, Write } from "./hand";
import type { State } from "./state";

/** How the writes ended. */
export interface Restored {
  /** Whether a read at the end showed what was there before. */
  readonly isDone: boolean;
  /** What was restored, or what is left and how to repair it, in sentences for people. */
  readonly lines: readonly string[];
}

const ROUNDS = 6;
const LONGEST_WAIT = 5000;
/** How long reads are watched after the last write where no write was timed. */
const UNTIMED = 3000;

/** Restores the subject's entry and removes the entries of made-up ids, and reads the list to verify it. */
export async function restore(hand: Hand, state: State, newWire: () => Promise<Wire>): Promise<Restored> {
  hand.mask();
  let failure = "";
  for (let round = 1; round <= ROUNDS; round += 1) {
    try {
      if (await isRestored(hand, state)) return { isDone: true, lines: [restoredLine(hand)] };
      const list = await hand.look();
      let isTaken = false;
      for (const write of definitive(hand, state, list)) isTaken = (await sendAnyway(hand, write)) || isTaken;
      const patience = isTaken ? hand.pace.patience : hand.usualLag;
      const { isMet } = await hand.until((it) => wrongIn(hand, state, it).length === 0, patience);
      // The last write has taken effect once reads have shown it for as long as a write takes.
      if (isMet) hand.isUnsettled = false;
      else await rest(hand, round);
    } catch (thrown) {
      failure = messageOf(thrown);
      await rest(hand, round);
      // Once credentials were refused, a wire sends nothing any more. The refusal may have been a passing one.
      hand.wire = await newWire().catch(() => hand.wire);
    }
  }
  return { isDone: false, lines: await leftLines(hand, state, failure) };
}

/** Waits before the next round, longer each time. */
const rest = ({ pace }: Hand, round: number): Promise<void> =>
  pace.sleep(Math.min(LONGEST_WAIT, pace.patience, 250 * 2 ** round));

/** Whether reads show what was there before, now and after the time that a write takes. */
async function isRestored(hand: Hand, state: State): Promise<boolean> {
  if (hand.isUnsettled || wrongIn(hand, state, await hand.look()).length > 0) return false;
  const watched = hand.lags.length === 0 ? Math.min(UNTIMED, hand.pace.patience) : hand.usualLag;
  await hand.pace.sleep(watched);
  return wrongIn(hand, state, await hand.look()).length === 0;
}

/** The ids whose entries are not as they were. */
function wrongIn(hand: Hand, state: State, list: List): string[] {
  const { id, otherCase, unknownId, own } = hand.subject;
  const strays = entriesOf(list)
    .map(({ user_id }) => user_id)
    .filter((listed) => listed === otherCase || listed === unknownId);
  return state.shows(list, own) ? strays : [...strays, id];
}

/**
 * The writes that lead to what was there, whatever came of the writes before. The id in other capitals is removed only where
 * it has an entry of its own: a cloud may take it for the user's.
 */
function definitive(hand: Hand, state: State, list: List): Write[] {
  const { id, unknownId, own } = hand.subject;
  const wrong = wrongIn(hand, state, list);
  const strays = new Set([...(hand.isUnsettled ? [unknownId] : []), ...wrong.filter((it) => it !== id)]);
  const removals = [...strays].map((stray): Write => ({ method: "DELETE", body: [stray] }));
  if (!hand.isUnsettled && !wrong.includes(id)) return removals;
  const first = state.writeFor(list, own);
  const other: Write[] =
    own === undefined
      ? []
      : [{ method: first.method === "PATCH" ? "POST" : "PATCH", body: [hand.element(own)] }];
  return [...removals, first, ...other];
}

/** A refusal is no failure here: only the read afterwards tells whether the entry is as it was. */
async function sendAnyway(hand: Hand, { method, body }: Write): Promise<boolean> {
  return isSuccess(await hand.wire.ask(method, hand.wire.accessPath, { body }));
}

const permissionOf = (auth: number | undefined): string =>
  auth === undefined ? "no entry" : `${wordOf(auth)} (${String(auth)})`;

const restoredLine = (hand: Hand): string =>
  `Restored and verified by a read: ${hand.where} has ${permissionOf(hand.subject.own)}, as before.`;

async function leftLines(hand: Hand, state: State, failure: string): Promise<string[]> {
  const { id, name, own } = hand.subject;
  const { place, accessPath } = hand.wire;
  const list = await hand.look().catch(() => undefined);
  const shown = list === undefined ? undefined : hand.shown(list);
  const strays = list === undefined ? [] : wrongIn(hand, state, list).filter((it) => it !== id);
  const now = list === undefined ? "cannot be read" : `is ${permissionOf(shown?.auth)}`;
  const body = JSON.stringify(own === undefined ? [id] : [hand.element(own)]);
  const toGive =
    list === undefined ? "PATCH (POST, where that finds no entry)" : shown === undefined ? "POST" : "PATCH";
  const method = own === undefined ? "DELETE" : toGive;
  return [
    `NOT RESTORED: the entry of ${hand.where} was ${permissionOf(own)} and ${now}. ${failure}`.trim(),
    `To repair it: in the console, open SWR, ${place.organization}, ${place.repository}, Permissions, and ${own === undefined ? `remove ${name}` : `give ${name} ${wordOf(own)}`}; or send ${method} ${accessPath} with the body ${body}.`,
    ...strays.map(
      (stray) =>
        `Left on ${subjectOf(place)}: an entry of the made-up user ${stray}. To repair it: remove it in the console, or send DELETE ${accessPath} with the body ${JSON.stringify([stray])}.`,
    ),
  ];
}
