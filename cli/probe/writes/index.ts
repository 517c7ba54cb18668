import { messageOf, SwrError } from "../../../provider/errors";
import { wordOf } from "../../../provider/swr/access";
import type { Findings } from "../findings";
import type { List } from "../list";
import type { Wire } from "../wire";
import { Halt, Hand, Interrupted, type Pace } from "./hand";
import { type Restored, restore } from "./restore";
import { Series } from "./series";
import { State } from "./state";
import { othersIn, type Subject } from "./subject";
import { tellWrites } from "./tell";

/** What became of the writes. */
export interface Written {
  readonly restored: Restored;
  /** Why the series ended early; undefined: it did not. */
  readonly halted: string | undefined;
  /** Why the series ended early, in words that name no user, organization or repository. */
  readonly reason: string | undefined;
  readonly isInterrupted: boolean;
  /** What else has changed during the run. The probe did not write it, so the probe does not repair it. */
  readonly warnings: readonly string[];
}

/** Settles the points that take writes, and restores what was there whatever happens. */
export async function probeWrites(
  findings: Findings,
  wire: Wire,
  subject: Subject,
  lists: { readonly list: List; readonly organization: List | undefined },
  options: {
    readonly pace: Pace;
    readonly withCaller: boolean;
    readonly newWire: () => Promise<Wire>;
    readonly say: (line: string) => void;
  },
): Promise<Written> {
  const hand = new Hand(wire, subject, options.pace, lists.list);
  const state = new State(hand, findings);
  const had = subject.own === undefined ? "no entry" : `${wordOf(subject.own)} (${String(subject.own)})`;
  options.say(`Before: ${hand.where} has ${had}; user id ${subject.id}. This is restored at the end.`);
  const series = new Series(hand, state, findings, lists.organization, options.withCaller);
  const thrown = await series.run().then(
    () => undefined,
    (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason))),
  );
  const restored = hand.hasWritten
    ? await restore(hand, state, options.newWire)
    : { isDone: true, lines: ["Nothing was written."] };
  for (const line of restored.lines) options.say(line);
  tellWrites(findings, hand);
  if (thrown !== undefined && !(thrown instanceof SwrError)) throw thrown;
  return {
    restored,
    halted: thrown?.message,
    reason: thrown instanceof Halt ? thrown.message : thrown && "a request failed",
    isInterrupted: thrown instanceof Interrupted || options.pace.stop.aborted,
    warnings: await compareOthers(hand, lists.organization),
  };
}

/** Compares everybody else's entries, and the organization's list, with what they were. */
async function compareOthers(hand: Hand, organization: List | undefined): Promise<string[]> {
  if (!hand.hasWritten) return [];
  const said = "The probe wrote nothing for them. Look who changed them: somebody else, or the cloud itself.";
  try {
    const now = await hand.wire.list();
    const above = organization === undefined ? undefined : await hand.wire.organizationList();
    const isOther = (one: List, other: List): boolean =>
      allIn(one, hand.subject) !== allIn(other, hand.subject);
    return [
      ...(hand.othersChanged(now)
        ? [`The entries of other users of the repository are not as before. ${said}`]
        : []),
      ...(organization !== undefined && above !== undefined && isOther(organization, above)
        ? [`The organization's list is not as before. ${said}`]
        : []),
    ];
  } catch (thrown) {
    return [`The lists could not be compared with what they were: ${messageOf(thrown)}`];
  }
}

const allIn = (list: List, subject: Subject): string =>
  othersIn(list, { ...subject, id: "", otherCase: undefined, unknownId: "" }).join();
