import type { Findings } from "../findings";
import { type Answer, inWords } from "../wire";
import type { Hand, Lag } from "./hand";

/** Settles what all writes together show: time, effect, status and body. */
export function tellWrites(findings: Findings, hand: Hand): void {
  readLag(findings, hand.lags);
  writeEffect(findings, hand.effects);
  successCodes(findings, hand.successes, hand.ofOrganization);
  emptyBody(findings, hand.successes);
}

const inMs = (milliseconds: number): string => `${String(Math.ceil(milliseconds))} ms`;

function readLag(findings: Findings, lags: readonly Lag[]): void {
  if (lags.length === 0) return;
  const least = Math.max(...lags.map((lag) => lag.least));
  const most = Math.min(...lags.map((lag) => lag.most));
  const longest = Math.max(...lags.map((lag) => lag.most));
  const writes = `${String(lags.length)} writes`;
  if (least === 0)
    findings.sure("read-lag", 0, `${writes} showed in the first read, at most ${inMs(longest)} later`);
  else if (least <= most)
    findings.sure(
      "read-lag",
      Math.ceil(most),
      `${writes} showed after ${String(Math.floor(least))} to ${inMs(most)}`,
    );
  else
    findings.likely(
      "read-lag",
      Math.ceil(longest),
      `${writes} showed after different times, the slowest within ${inMs(longest)}`,
    );
}

function writeEffect(findings: Findings, effects: readonly boolean[]): void {
  const effective = effects.filter(Boolean).length;
  const evidence = `${String(effective)} of ${String(effects.length)} ordinary writes that were answered with success showed`;
  if (effective === 0) return;
  if (effective === effects.length) findings.sure("write-effect", "always", evidence);
  else findings.likely("write-effect", "dropped-once", evidence);
}

/** Whether all writes were answered as in older documentation, which differs from newer only for organizations. */
export const areOld = (successes: readonly Answer[]): boolean =>
  successes.every(({ method, status }) => status === (method === "DELETE" ? 204 : 201));

function successCodes(
  findings: Findings,
  successes: readonly Answer[],
  ofOrganization: Answer | undefined,
): void {
  if (successes.length === 0) return;
  const statuses = [...new Set(successes.map((answer) => `${answer.method} ${inWords(answer)}`))].sort();
  const evidence = `successful writes answered ${statuses.join(", ")}`;
  const all = new Set(successes.map(({ status }) => status));
  if (all.size === 1 && all.has(202)) findings.sure("success-codes", "accepted", evidence);
  else if (areOld(successes)) oldOrNew(findings, evidence, ofOrganization);
  else findings.other("success-codes", evidence);
}

function oldOrNew(findings: Findings, evidence: string, ofOrganization: Answer | undefined): void {
  const value = { 200: "docs", 201: "old" }[ofOrganization?.status ?? 0];
  const asked =
    ofOrganization === undefined
      ? "no empty POST was sent to the organization"
      : `an empty POST to the organization ${inWords(ofOrganization)}`;
  if (value !== undefined) findings.sure("success-codes", value, `${evidence}, ${asked}`);
  else findings.open("success-codes", `old or docs, which differ only there: ${evidence}, ${asked}`);
}

function emptyBody(findings: Findings, successes: readonly Answer[]): void {
  for (const { status, body } of successes) {
    if (status === 204) continue;
    const evidence = `the body of a ${String(status)}`;
    if (body.trim() === "") findings.sure("empty-body", "none", `${evidence} is empty`);
    else if (body.replaceAll(/\s/g, "") === "{}") findings.sure("empty-body", "object", `${evidence} is {}`);
    else findings.other("empty-body", `${evidence} has content`);
  }
}
