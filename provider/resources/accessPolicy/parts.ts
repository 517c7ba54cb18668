/**
 * Converts the state of a policy into the states of its repositories' access lists, and back. Thousands of repositories have
 * few different sets of users, so the state of a policy has each set once, with the names of its repositories.
 */
import { randomUUID } from "node:crypto";
import type { State as ListState, Written } from "../accessList/model";
import type { GrantSet, Inputs, HiddenFacts, State } from "./model";

/** The state of each repository's list, by name of the repository. */
export type Parts = ReadonlyMap<string, ListState>;

const UNNUMBERED = "-";
const numberOf = (text: string | undefined): { repositoryId?: number } =>
  text === undefined || text === UNNUMBERED ? {} : { repositoryId: parseInt(text, 36) };

/** The properties of a policy that the state of each of its lists has, too. */
export const sharedBy = ({ organization, region, exclusive, takeOver, ignoreUsers, __names }: Inputs) => ({
  organization,
  exclusive,
  takeOver,
  ...(region === undefined ? {} : { region }),
  ...(ignoreUsers === undefined ? {} : { ignoreUsers }),
  ...(__names === undefined ? {} : { __names }),
});

/** The state of a list that this policy has not read or written yet. */
export const blankAt = (policy: Inputs, repository: string): ListState => ({
  ...sharedBy(policy),
  repository,
  users: [],
  managed: [],
  otherUsers: [],
  inheritedUsers: [],
});

export function partsOf(state: State): Parts {
  const parts = new Map<string, ListState>();
  const shared = sharedBy(state);
  state.grants.forEach(({ repositories, users, ...lists }, index) => {
    const { numbers = "", managed, temporaryUsers, taken } = state.__kept[index] ?? {};
    const common = {
      ...shared,
      otherUsers: [],
      inheritedUsers: [],
      ...lists,
      users,
      managed: managed ?? users.map(({ userId }) => userId),
      ...(temporaryUsers === undefined ? {} : { temporaryUsers }),
    };
    const all = numbers.split(" ");
    repositories.forEach((repository, at) => {
      const number = numberOf(all[at]);
      const written = state.__written;
      const __written: Written | undefined =
        taken === undefined || written === undefined ? undefined : { ...written, ...number, taken };
      parts.set(repository, {
        ...common,
        repository,
        ...number,
        ...(__written === undefined ? {} : { __written }),
        ...(__written === undefined || state.appliedBy === undefined ? {} : { appliedBy: state.appliedBy }),
      });
    });
  });
  return parts;
}

const isSameList = (ids: readonly string[], users: ListState["users"]): boolean =>
  ids.length === users.length && users.every(({ userId }, at) => userId === ids[at]);

/** What repositories are grouped by (`set`, `kept`), and what each one adds to its group (`number`). */
function grouped({ users, otherUsers, inheritedUsers = [], missingUsers, ...part }: ListState) {
  const { temporaryUsers, managed, __written } = part;
  const set: Omit<GrantSet, "repositories"> = {
    users,
    ...(otherUsers.length === 0 ? {} : { otherUsers }),
    ...(inheritedUsers.length === 0 ? {} : { inheritedUsers }),
    ...(missingUsers === undefined ? {} : { missingUsers }),
  };
  const kept: Omit<HiddenFacts, "numbers"> = {
    ...(isSameList(managed, users) ? {} : { managed }),
    ...(temporaryUsers === undefined ? {} : { temporaryUsers }),
    ...(__written === undefined ? {} : { taken: __written.taken }),
  };
  // A written list whose number is left out has none that identifies it.
  const { repositoryId } = __written ?? part;
  return { set, kept, number: repositoryId?.toString(36) ?? UNNUMBERED };
}

/** For `JSON.stringify`: sorts the properties of objects, since engines return objects with their properties in another order. */
export const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** The state of a policy, from the states of its lists. `written`: its last write. */
export function stateOf(
  inputs: Inputs,
  parts: Parts,
  { appliedBy, __written }: Pick<State, "appliedBy" | "__written">,
): State {
  type Group = Omit<ReturnType<typeof grouped>, "number"> & { repositories: string[]; numbers: string[] };
  const groups = new Map<string, Group>();
  for (const [repository, part] of [...parts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { number, ...alike } = grouped(part);
    const key = JSON.stringify(alike, inOrder);
    const group = groups.get(key) ?? { ...alike, repositories: [], numbers: [] };
    group.repositories.push(repository);
    group.numbers.push(number);
    groups.set(key, group);
  }
  const all = [...groups.values()];
  return {
    ...sharedBy(inputs),
    rules: inputs.rules,
    grants: all.map(({ set, repositories }) => ({ repositories, ...set })),
    __kept: all.map(({ kept, numbers }) => ({ numbers: numbers.join(" "), ...kept })),
    ...(appliedBy === undefined ? {} : { appliedBy }),
    ...(__written === undefined ? {} : { __written }),
  };
}

/** The record of a write. A unique mark tells it from all others. */
export const newMark = (server: string): NonNullable<State["__written"]> => ({ server, mark: randomUUID() });
