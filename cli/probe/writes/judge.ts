import type { Findings } from "../findings";
import type { PointName } from "../points";
import { type Answer, inWords, isRefusal, isSuccess } from "../wire";

/** Records a refusal, a success with an effect, or a success without one. A value that is left out has no name here. */
export function judge(
  findings: Findings,
  point: PointName,
  answer: Answer,
  effect: boolean,
  values: {
    readonly refused?: (answer: Answer) => string | undefined;
    readonly effective?: string;
    readonly ignored?: string;
  },
): void {
  const evidence = `${answer.method} answered ${inWords(answer)}; the list ${effect ? "changed" : "did not change"}`;
  const value = isSuccess(answer)
    ? effect
      ? values.effective
      : values.ignored
    : isRefusal(answer) && !effect
      ? values.refused?.(answer)
      : undefined;
  if (value === undefined) findings.other(point, evidence);
  else findings.sure(point, value, evidence);
}
