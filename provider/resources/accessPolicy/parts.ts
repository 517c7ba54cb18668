/**
 * A policy's state as the states of its repositories' access lists, and back. Thousands of repositories have few sets of users, so
 * the state has each set once, with the names of its repositories.
 */
import { randomUUID } from "node:crypto";
import type { State as ListState, Written } from "../accessList/model";
import type { GrantSet, Inputs, Kept, State } from "./model";

/** The state of each repository's list, by the repository's name. */
export type Parts = ReadonlyMap<string, ListState>;

const UNNUMBERED = "-";
const numberOf = (text: string | undefined): { repositoryId?: number } =>
  text === undefined || text === UNNUMBERED ? {} : { repositoryId: parseInt(text, 36) };

/** What all parts have of their policy. */
export const sharedBy = ({ organization, region, exclusive, takeOver, ignoreUsers, __names }: Inputs) => ({
  organization,
  exclusive,
  takeOver,
  ...(region === undefined ? {} : { region }),
  ...(ignoreUsers === undefined ? {} : { ignoreUsers }),
  ...(__names === undefined ? {} : { __names }),
});

/** A list of which this policy knows nothing yet. */
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

/** What repositories are grouped by, and what each adds to its group. */
function grouped({ users, otherUsers, inheritedUsers = [], missingUsers, ...part }: ListState) {
  const { temporaryUsers, managed, __written } = part;
  const set: Omit<GrantSet, "repositories"> = {
    users,
    ...(otherUsers.length === 0 ? {} : { otherUsers }),
    ...(inheritedUsers.length === 0 ? {} : { inheritedUsers }),
    ...(missingUsers === undefined ? {} : { missingUsers }),
  };
  const kept: Omit<Kept, "numbers"> = {
    ...(isSameList(managed, users) ? {} : { managed }),
    ...(temporaryUsers === undefined ? {} : { temporaryUsers }),
    ...(__written === undefined ? {} : { taken: __written.taken }),
  };
  return { set, kept, number: __written?.repositoryId?.toString(36) ?? UNNUMBERED };
}

/** For JSON.stringify, where two values are compared: engines hand objects back with their properties in another order. */
export const inOrder = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** The state of a policy whose repositories are as these parts say; `written`: what its last write was. */
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

/** What tells one write of a policy from another. */
export const newMark = (server: string): NonNullable<State["__written"]> => ({ server, mark: randomUUID() });
