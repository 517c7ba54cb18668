import { POINT_NAMES, type PointName, POINTS } from "./points";

export type Value = string | number | boolean;

/**
 * How far a point is settled. `sure`: seen. `likely`: what was seen has another explanation, named in the evidence. `other`:
 * the cloud answers in a way that no value stands for. `open`: not found out.
 */
export type Sureness = "sure" | "likely" | "other" | "open";

export interface Finding {
  readonly point: PointName;
  readonly sureness: Sureness;
  /** What the cloud does; undefined where the point is `other` or `open`. */
  readonly value: Value | undefined;
  /** What was seen, or why the point is open. It names no user, organization or repository, so that it can be published. */
  readonly evidence: string;
}

/** What outranks what: a sure finding replaces a likely one, and anything that was seen replaces an open point. */
const RANK: Readonly<Record<Sureness, number>> = { open: 0, other: 1, likely: 2, sure: 3 };

/** What was found out, point by point. */
export class Findings {
  private readonly found = new Map<PointName, Finding>();
  private readonly contradicted = new Set<PointName>();

  sure(point: PointName, value: Value, evidence: string): void {
    this.add({ point, sureness: "sure", value, evidence });
  }

  likely(point: PointName, value: Value, evidence: string): void {
    this.add({ point, sureness: "likely", value, evidence });
  }

  other(point: PointName, evidence: string): void {
    this.add({ point, sureness: "other", value: undefined, evidence });
  }

  open(point: PointName, reason: string): void {
    this.add({ point, sureness: "open", value: undefined, evidence: reason });
  }

  /** The value of a point that is sure or likely. */
  valueOf(point: PointName): Value | undefined {
    return this.found.get(point)?.value;
  }

  /** Every point in the order of the table. A point about which nothing was said is open, with its usual reason. */
  all(): Finding[] {
    return POINT_NAMES.map(
      (point) =>
        this.found.get(point) ?? {
          point,
          sureness: "open",
          value: undefined,
          evidence: POINTS[point].open,
        },
    );
  }

  private add(next: Finding): void {
    const { point } = next;
    const last = this.found.get(point);
    if (this.contradicted.has(point)) return;
    if (last?.sureness === "sure" && next.sureness === "sure" && last.value !== next.value) {
      this.contradicted.add(point);
      const evidence = `both were seen: ${String(last.value)} (${last.evidence}), ${String(next.value)} (${next.evidence})`;
      this.found.set(point, { point, sureness: "other", value: undefined, evidence });
    } else if (last === undefined || RANK[next.sureness] > RANK[last.sureness]) this.found.set(point, next);
    else if (last.sureness === "open" && next.sureness === "open") this.found.set(point, next);
  }
}
