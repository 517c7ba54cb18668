import { path, repositoryPath } from "../../../provider/swr/path";
import type { Findings } from "../findings";
import { distinct, entriesOf, entryOf, isCaller, type List } from "../list";
import { orderByNewEntry } from "../reads/lists";
import { missingTag, unusedName } from "../reads/refusals";
import { inWords, isSuccess } from "../wire";
import { type Hand, Halt } from "./hand";
import { judge } from "./judge";
import { areOld } from "./tell";
import type { State } from "./state";

/** Two permissions between which a change of the subject's entry can be seen. */
interface Pair {
  readonly low: number;
  readonly high: number;
}

/** The points that take writes, one after the other. Each begins by bringing the subject's entry into a known state. */
export class Series {
  private pair: Pair = { low: 1, high: 3 };

  constructor(
    private readonly hand: Hand,
    private readonly state: State,
    private readonly findings: Findings,
    private readonly organization: List | undefined,
    /** Whether the caller's own entry may be written, with the permission that it has. */
    private readonly withCaller: boolean,
  ) {}

  /** Throws Halt where the rest cannot be settled. The subject's entry is then in any state. */
  async run(): Promise<void> {
    await this.begin();
    await this.existing();
    await this.arrays();
    await this.names();
    await this.otherCase();
    await this.unknownUser();
    await this.empty();
    await this.tag();
    await this.caller();
    await this.removed();
  }

  /** The first ordinary writes: they show whether writes take effect, and what two permissions can be told apart. */
  private async begin(): Promise<void> {
    const { own, above } = this.hand.subject;
    if (above !== undefined && above >= 3 && this.findings.valueOf("shown-level") === undefined)
      await this.shownLevel(above);
    if (this.findings.valueOf("shown-level") === "higher" && above !== undefined && above >= 3) {
      if (above > 3 || own !== 7)
        throw new Halt(
          "the user's permission on the organization hides changes on the repository: name a user who has less",
        );
      this.pair = { low: 3, high: 7 };
    }
    const fresh = await this.state.arrange(this.pair.low);
    if (own === undefined) this.order(fresh);
    await this.state.arrange(this.pair.high);
    await this.state.arrange(this.pair.low);
  }

  private order(list: List): void {
    orderByNewEntry(this.findings, list, this.hand.subject.id, this.organization);
  }

  /** Gives the subject less on the repository than on the organization. */
  private async shownLevel(above: number): Promise<void> {
    const { hand } = this;
    const write = this.state.writeFor(await hand.look(), 1);
    const before = hand.subject.own;
    for (let times = 2; times > 0; times -= 1) {
      const { answer, list } = await hand.tryOut(write, (it) => hand.shown(it)?.auth !== before);
      const shown = hand.shown(list)?.auth;
      const evidence = `a user with ${String(above)} on the organization and 1 on the repository is shown with ${String(shown)}`;
      if (!isSuccess(answer))
        throw new Halt(`an ordinary ${write.method} was refused with ${inWords(answer)}`);
      if (shown === 1 || shown === above) {
        this.findings.sure("shown-level", shown === 1 ? "own" : "higher", evidence);
        return;
      }
    }
    throw new Halt("a lower permission on the repository than on the organization did not show");
  }

  private async existing(): Promise<void> {
    const { low, high } = this.pair;
    await this.state.arrange(low);
    const { answer, effect } = await this.hand.tryOut(
      { method: "POST", body: [this.hand.element(high)] },
      (list) => this.state.shows(list, high),
    );
    judge(this.findings, "post-existing", answer, effect, {
      refused: (it) => (it.status === 409 ? "conflict" : undefined),
      effective: "upsert",
    });
  }

  private async arrays(): Promise<void> {
    const { low, high } = this.pair;
    await this.state.arrange(low);
    const bad = { user_id: this.hand.subject.unknownId, user_name: unusedName(), auth: 2 };
    const { answer, effect } = await this.hand.tryOut(
      { method: "PATCH", body: [this.hand.element(high), bad] },
      (list) => this.state.shows(list, high),
    );
    const evidence = `PATCH of a good element, then one of an unknown user with auth 2, answered ${inWords(answer)}; the good one ${effect ? "took effect" : "did not take effect"}`;
    if (isSuccess(answer)) this.findings.other("arrays", evidence);
    else this.findings.sure("arrays", effect ? "partial" : "atomic", evidence);
    await this.forget(this.hand.subject.unknownId);
  }

  /** Removes the entry of a made-up id, if there is one. */
  private async forget(id: string): Promise<void> {
    const isGone = (list: List): boolean => !entriesOf(list).some(({ user_id }) => user_id === id);
    let list = await this.hand.look();
    for (let left = 3; left > 0 && !isGone(list); left -= 1)
      list = await this.hand.change({ method: "DELETE", body: [id] }, isGone);
    if (!isGone(list)) throw new Halt("the entry of a made-up user could not be removed");
  }

  private async names(): Promise<void> {
    const { hand } = this;
    const { low, high } = this.pair;
    await this.state.arrange(low);
    const name = unusedName();
    const body = [{ user_id: hand.subject.id, user_name: name, auth: high }];
    const { answer, effect, list } = await hand.tryOut({ method: "PATCH", body }, (it) =>
      this.state.showsAuth(it, high),
    );
    judge(this.findings, "name-mismatch", answer, effect, {
      refused: () => "refused",
      effective: "accepted",
    });
    if (!effect) return;
    // A list that shows names of IAM hides the wrong name. The next write sends the right name and so ends this state.
    hand.isUnsettled = true;
    const shown = hand.shown(list)?.user_name;
    const evidence = "after a PATCH with another user_name than IAM's, the list showed";
    if (shown === name) this.findings.sure("shown-names", "written", `${evidence} that name`);
    else if (shown === hand.subject.name) this.findings.sure("shown-names", "iam", `${evidence} IAM's`);
    else this.findings.other("shown-names", `${evidence} a third one`);
  }

  private async otherCase(): Promise<void> {
    const { otherCase: id, name } = this.hand.subject;
    if (id === undefined) return;
    const { low, high } = this.pair;
    await this.state.arrange(low);
    const body = [{ user_id: id, user_name: name, auth: high }];
    const { answer, effect } = await this.hand.tryOut({ method: "PATCH", body }, (list) =>
      this.state.shows(list, high),
    );
    const evidence = `PATCH with the id in other capitals answered ${inWords(answer)}; the user's entry ${effect ? "changed" : "did not change"}`;
    this.findings.sure("user-id-case", effect ? "folded" : "exact", evidence);
    await this.forget(id);
  }

  private async unknownUser(): Promise<void> {
    const { unknownId: id } = this.hand.subject;
    const body = [{ user_id: id, user_name: unusedName(), auth: 1 }];
    const { answer, effect } = await this.hand.tryOut(
      { method: "POST", body },
      (list) => entryOf(list, id) !== undefined,
    );
    judge(this.findings, "unknown-user", answer, effect, { refused: () => "refused", effective: "accepted" });
    await this.forget(id);
  }

  /**
   * An empty POST adds nobody, whatever a cloud makes of it. An empty DELETE or PATCH is not tried: a cloud that takes it for
   * everybody would empty the list.
   */
  private async empty(): Promise<void> {
    const { hand } = this;
    const list = await hand.look();
    const before = hand.shown(list)?.auth;
    const isChanged = (it: List): boolean => hand.shown(it)?.auth !== before;
    const { answer, effect } = await hand.tryOut({ method: "POST", body: [] }, isChanged);
    judge(this.findings, "empty-array", answer, effect, { refused: () => "refused", ignored: "accepted" });
    if (this.findings.valueOf("empty-array") === "accepted" && areOld(hand.successes)) await this.codes();
  }

  /** Older and newer documentation differ in the POST to an organization only. An empty one adds nobody there either. */
  private async codes(): Promise<void> {
    const { hand } = this;
    hand.ofOrganization = await hand.send({ method: "POST", body: [] }, hand.wire.organizationAccessPath);
    hand.isUnsettled = false;
  }

  private async tag(): Promise<void> {
    const at = `${repositoryPath(this.hand.wire.place)}${path`/tags/${unusedName()}`}`;
    this.hand.checkStop();
    missingTag(this.findings, await this.hand.wire.ask("DELETE", at));
  }

  /** Sends the caller's own entry once more, exactly as it is listed. */
  private async caller(): Promise<void> {
    if (!this.withCaller) return;
    const { hand, organization } = this;
    const list = await hand.look();
    const own = distinct(list).find((entry) => isCaller(list, entry));
    if (own?.user_name == null || organization === undefined || entryOf(organization, own.user_id)) {
      this.findings.open(
        "self-write",
        "the caller's own entry on the repository is not shown for certain, so it cannot be written as it is",
      );
      return;
    }
    const { user_id, user_name, auth } = own;
    const answer = await hand.send({ method: "PATCH", body: [{ user_id, user_name, auth }] });
    hand.isUnsettled = false;
    const evidence = `PATCH of the caller's own entry, as it is, answered ${inWords(answer)}`;
    if (isSuccess(answer))
      this.findings.likely(
        "self-write",
        "ignored",
        `${evidence}; a write that changes nothing cannot show more`,
      );
    else this.findings.sure("self-write", "refused", evidence);
  }

  /** What needs a user without an entry. */
  private async removed(): Promise<void> {
    const { hand, findings } = this;
    const { own, above } = hand.subject;
    const isHidden = findings.valueOf("organization-users") === "hidden";
    // Where the organization's users are listed, a repository may refuse an own entry that gives less.
    if (above !== undefined && !isHidden && own !== undefined && own < above)
      throw new Halt("the user's entry could perhaps not be restored once it is removed: name another user");
    // Not the organization's permission: with that one, a removed entry would look like one that is there.
    const { low, high } = this.pair;
    await this.state.arrange(above === high ? low : high);
    const without = await this.state.arrange(undefined);
    if (hand.shown(without) !== undefined) {
      await this.inherited();
      return;
    }
    await this.missing();
    await this.state.arrange(undefined);
    this.order(await this.state.arrange(low));
  }

  private async missing(): Promise<void> {
    const { hand, findings } = this;
    if (hand.subject.above !== undefined) {
      findings.sure(
        "organization-users",
        "hidden",
        "a user of the organization is not shown without an own entry",
      );
      findings.open("inherited-write", "the organization's users are not listed");
    }
    const isShown = (list: List): boolean => hand.shown(list) !== undefined;
    const removal = await hand.tryOut({ method: "DELETE", body: [hand.subject.id] }, isShown);
    judge(this.findings, "delete-missing", removal.answer, removal.effect, {
      refused: ({ status }) => (status === 404 ? "not-found" : undefined),
      ignored: "no-content",
    });
    const change = await hand.tryOut({ method: "PATCH", body: [hand.element(this.pair.low)] }, isShown);
    judge(this.findings, "patch-missing", change.answer, change.effect, {
      refused: ({ status }) => (status === 404 ? "not-found" : undefined),
      effective: "upsert",
      ignored: "ignored",
    });
  }

  private async inherited(): Promise<void> {
    const { hand, findings } = this;
    findings.sure("organization-users", "listed", "a user of the organization is shown without an own entry");
    for (const point of ["delete-missing", "patch-missing"] as const)
      findings.open(
        point,
        "the user is listed through the organization: name a --user without a permission there",
      );
    const { above } = hand.subject;
    const removal = await hand.tryOut(
      { method: "DELETE", body: [hand.subject.id] },
      (list) => hand.shown(list)?.auth !== above,
    );
    judge(this.findings, "inherited-write", removal.answer, removal.effect, {
      refused: ({ status }) => (status === 404 ? "not-found" : undefined),
      ignored: "success",
    });
  }
}
