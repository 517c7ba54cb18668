import { done, type UserCall } from "../../api/call";
import { type Answer, swrError } from "../../api/refusals";
import type { AccessList } from "./list";
import { listOf, setEntry } from "./lists";
import { showOthers, showSelf } from "./reads";
import { READ } from "./rights";
import { type AccessTarget, organizationTarget, repositoryTarget } from "./target";
import { planGrants, planRevokes, type WritePlan } from "./writes";

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

function commit(call: UserCall, target: AccessTarget, { changes, refusal }: WritePlan): void {
  const { store, dialect, now } = call.cloud;
  if (refusal !== undefined && dialect.arrays === "atomic") throw refusal;
  const list = listOf(target);
  if (dialect["read-lag"] > 0) list.remember(now(), dialect["read-lag"]);
  for (const [userId, entry] of changes) {
    if (!takesEffect(call, list, userId)) continue;
    setEntry(store, target, userId, entry, call.seq);
    if (entry === undefined && target.repository === undefined) cascade(call, target, userId);
  }
  if (refusal !== undefined) throw refusal;
}

function takesEffect({ cloud: { dialect } }: UserCall, { dropped }: AccessList, userId: string): boolean {
  if (dialect["write-effect"] === "never") return false;
  if (dialect["write-effect"] === "always" || dropped.delete(userId)) return true;
  dropped.add(userId);
  return false;
}

/** From the organization's list to those of its repositories. */
function cascade(
  { cloud: { store, dialect }, seq }: UserCall,
  { organization }: AccessTarget,
  userId: string,
): void {
  if (dialect["organization-revoke"] === "keeps") return;
  for (const repository of organization.repositories.values()) {
    setEntry(store, { organization, repository }, userId, undefined, seq);
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
