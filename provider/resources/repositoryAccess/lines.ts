import type { Grant } from "../../swr/access";
import type { Plan } from "./plan";

/**
 * What a preview says about each user whose access is not as declared: who, what they have, what is declared, what
 * `up` will do.
 */
export function describePlan(subject: string, plan: Plan, before: readonly Grant[]): string[] {
  const say = (line: string): string => `${subject}: ${line}`;
  const renamed = plan.add.flatMap(({ userId, userName }) => {
    const old = before.find((row) => row.userName === userName && row.userId !== userId);
    return old === undefined ? [] : say(`${userName} is another user now (${old.userId} → ${userId})`);
  });
  return [
    ...renamed,
    ...plan.add.map(({ userName, permission }) =>
      say(`${userName} has no access, declared ${permission}; up will grant ${permission}`),
    ),
    ...plan.change.map(({ userName, from, permission }) =>
      say(`${userName} has ${from}, declared ${permission}; up will change it to ${permission}`),
    ),
    ...plan.remove.map(({ userName, permission }) =>
      say(`${userName} has ${permission}, not declared; up will revoke it`),
    ),
    ...plan.own.map((own) => say(describeOwn(own))),
  ];
}

export const describeOwn = ({ userName, from, permission }: Plan["own"][number]): string =>
  `${userName} has ${from}, declared ${permission}; nobody can grant to itself, another manager must run this`;

/** What a preview says of a repository that is not there. */
export const describeGone = (subject: string): string =>
  `${subject}: the repository does not exist any more; up will fail until it is created again`;
