import type { Findings } from "../findings";
import type { List } from "../list";
import { type Hand, Halt, type Write } from "./hand";

/** The subject's own entry in the repository's list: a permission as SWR's number, or none. */
export type Own = number | undefined;

/** How often an ordinary write is sent until it takes effect. */
const TRIES = 3;

/** Brings the subject's entry into a state, and tells which state a list shows. */
export class State {
  constructor(
    private readonly hand: Hand,
    private readonly findings: Findings,
  ) {}

  /** Whether a list shows this permission of the subject. */
  showsAuth(list: List, own: Own): boolean {
    const shown = this.hand.shown(list)?.auth;
    const { above } = this.hand.subject;
    if (own === undefined)
      return (
        shown === undefined || (shown === above && this.findings.valueOf("organization-users") !== "hidden")
      );
    const higher = this.findings.valueOf("shown-level") === "higher" && above !== undefined;
    return shown === (higher ? Math.max(own, above) : own);
  }

  /** Whether a list shows this permission of the subject, under the subject's own name. */
  shows(list: List, own: Own): boolean {
    if (!this.showsAuth(list, own)) return false;
    return own === undefined || this.hand.shown(list)?.user_name === this.hand.subject.name;
  }

  /** The write that leads from what a list shows to a state. */
  writeFor(list: List, own: Own): Write {
    const { hand } = this;
    if (own === undefined) return { method: "DELETE", body: [hand.subject.id] };
    const isThere = hand.shown(list) !== undefined;
    return { method: isThere ? "PATCH" : "POST", body: [hand.element(own)] };
  }

  /** Brings the entry into a state by ordinary writes. Throws Halt where that does not succeed. */
  async arrange(own: Own): Promise<List> {
    const { hand } = this;
    let list = await hand.look();
    for (let left = TRIES; !this.shows(list, own) && left > 0; left -= 1)
      list = await hand.change(this.writeFor(list, own), (it) => this.shows(it, own));
    if (this.shows(list, own)) return list;
    if (!hand.effects.includes(true))
      this.findings.likely("write-effect", "never", `none of ${String(hand.effects.length)} writes showed`);
    throw new Halt(`a write that was answered with success did not show, however often it was sent`);
  }
}
