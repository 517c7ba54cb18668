import { type Call, done, organizationOf, repositoryOf, type UserCall } from "../../api/call";
import { planGrants, planRevokes } from "./writes";
import { showOthers, showSelf } from "./reads";
import { type Answer, type Refusal, swrError } from "../../api/refusals";
import { MANAGE, mayGrant, organizationRight, READ, repositoryRight } from "./rights";
import type { ListPlace } from "../../store/store";
import type { AccessEntry } from "../../types";

/** The refusals that differ between the two levels. */
export interface LevelErrors {
  exists: () => Refusal;
  missing: () => Refusal;
  badAuth: () => Refusal;
  /** The caller lacks the right to grant, or names itself. */
  denied: () => Refusal;
}

/** One access list and what the caller may do with it. */
export interface AccessTarget extends ListPlace {
  right: number;
  mayGrant: boolean;
  errors: LevelErrors;
}

function organizationTarget(call: UserCall): AccessTarget {
  const organization = organizationOf(call);
  const right = organizationRight(organization, call.caller);
  return {
    organization,
    right,
    mayGrant: right >= MANAGE,
    errors: {
      exists: swrError.organizationEntryExists,
      missing: swrError.noOrganizationEntry,
      badAuth: swrError.badOrganizationAuth,
      denied: swrError.mayNotManageOrganization,
    },
  };
}

function repositoryTarget(call: UserCall): AccessTarget {
  const { organization, repository } = repositoryOf(call);
  return {
    organization,
    repository,
    right: repositoryRight(organization, repository, call.caller),
    mayGrant: mayGrant(organization, repository, call.caller),
    errors: {
      exists: swrError.entryExists,
      missing: swrError.noEntry,
      badAuth: swrError.badAuth,
      denied: swrError.mayNotManageRepository,
    },
  };
}

function show(call: UserCall, target: AccessTarget): Answer {
  const { organization, repository, right } = target;
  if (right < READ) throw swrError.mayNotUse();
  return {
    status: 200,
    body: {
      id: (repository ?? organization).id,
      name: (repository ?? organization).name,
      ...(repository === undefined ? { creator_name: organization.creator.name } : {}),
      self_auth: showSelf(call, target),
      ...showOthers(call, target),
    },
  };
}

/** What a write would change: the entry each user shall have, in the order of the body; the first refusal met. */
export interface WritePlan {
  changes: Map<string, AccessEntry | undefined>;
  refusal: Refusal | undefined;
}

function commit(call: UserCall, target: AccessTarget, { changes, refusal }: WritePlan): void {
  const { store, dialect, now } = call.cloud;
  if (refusal !== undefined && dialect.arrays === "atomic") throw refusal;
  const list = (target.repository ?? target.organization).access;
  if (dialect["read-lag"] > 0) list.remember(now(), dialect["read-lag"]);
  for (const [userId, entry] of changes) {
    if (!takesEffect(call, `${String(list.id)}:${userId}`)) continue;
    store.setEntry(target, userId, entry, call.seq);
    if (entry === undefined && target.repository === undefined) cascade(call, target, userId);
  }
  if (refusal !== undefined) throw refusal;
}

function takesEffect({ cloud: { store, dialect } }: Call, key: string): boolean {
  if (dialect["write-effect"] === "never") return false;
  if (dialect["write-effect"] === "always" || store.dropped.delete(key)) return true;
  store.dropped.add(key);
  return false;
}

function cascade(
  { cloud: { store, dialect }, seq }: Call,
  { organization }: ListPlace,
  userId: string,
): void {
  if (dialect["organization-revoke"] === "keeps") return;
  for (const repository of organization.repositories.values()) {
    store.setEntry({ organization, repository }, userId, undefined, seq);
  }
}

function write(
  call: UserCall,
  target: AccessTarget,
  plan: (call: UserCall, target: AccessTarget) => WritePlan,
): void {
  if (!target.mayGrant) throw target.errors.denied();
  commit(call, target, plan(call, target));
}

export function createNamespaceAuth(call: UserCall): Answer {
  write(call, organizationTarget(call), planGrants("create"));
  return done(call, 200, { old: 201 });
}

export function createUserRepositoryAuth(call: UserCall): Answer {
  write(call, repositoryTarget(call), planGrants("create"));
  return done(call, 201);
}

export const showNamespaceAuth = (call: UserCall): Answer => show(call, organizationTarget(call));

export const showUserRepositoryAuth = (call: UserCall): Answer => show(call, repositoryTarget(call));

export function updateNamespaceAuth(call: UserCall): Answer {
  write(call, organizationTarget(call), planGrants("update"));
  return done(call, 201);
}

export function updateUserRepositoryAuth(call: UserCall): Answer {
  write(call, repositoryTarget(call), planGrants("update"));
  return done(call, 201);
}

export function deleteNamespaceAuth(call: UserCall): Answer {
  write(call, organizationTarget(call), planRevokes);
  return done(call, 204);
}

export function deleteUserRepositoryAuth(call: UserCall): Answer {
  write(call, repositoryTarget(call), planRevokes);
  return done(call, 204);
}
