import { Ajv } from "ajv";
import { done, objectBody, type UserCall } from "../api/call";
import { type Answer, type Refusal, swrError } from "../api/refusals";
import { operation, repository, type Route } from "../api/route";
import { PerOwner } from "../store/perOwner";
import type { Repository, RepositoryPlace } from "../store/store";
import { MANAGE, READ, repositoryFor } from "./access/rights";
import type { Family } from "./family";

/** Things of one kind that a repository has, each with a number: made, listed, changed and deleted by number. */
export interface Collection<Path extends string, T extends object> {
  /** The path under the repository, and the name in the emulator's state. */
  readonly path: Path;
  /** One of them in the API's names of operations: `Retention` for createRetention, listRetentions and so on. */
  readonly name: string;
  /** JSON Schema of a body. The server's refusal does not say which part is wrong. */
  readonly body: object;
  readonly missing: () => Refusal;
  /** Why a thing is refused beside the others, or in the place of an old one. */
  readonly refusal?: (thing: T, others: readonly T[], old?: T) => Refusal | undefined;
}

/** The operations on such things, for callers who may manage the repository; whoever may read it sees them. */
export function collectionOf<Path extends string, T extends object>(it: Collection<Path, T>) {
  type Numbered = T & { id: number };
  const kept = new PerOwner<Repository, Numbered[]>(() => []);
  const isBody = new Ajv({ allowUnionTypes: true }).compile<T>(it.body);
  const all = (call: UserCall, right: number): Numbered[] => kept.of(repositoryFor(call, right).repository);
  const named = (call: UserCall): { things: Numbered[]; at: number; old: Numbered } => {
    const things = all(call, MANAGE);
    const at = things.findIndex(({ id }) => String(id) === call.params["number"]);
    const old = things[at];
    if (old === undefined) throw it.missing();
    return { things, at, old };
  };
  const given = (call: UserCall, others: readonly T[], old?: T): T => {
    const body = objectBody(call);
    if (!isBody(body)) throw swrError.badRequest(it.path);
    const refusal = it.refusal?.(body, others, old);
    if (refusal !== undefined) throw refusal;
    return body;
  };
  const create = (call: UserCall): Answer => {
    const things = all(call, MANAGE);
    const thing = { ...given(call, things), id: call.cloud.store.nextId() };
    things.push(thing);
    return { ...done(call, 201), body: { id: thing.id } };
  };
  const list = (call: UserCall): Answer => ({ status: 200, body: all(call, READ) });
  const update = (call: UserCall): Answer => {
    const { things, at, old } = named(call);
    const others = things.filter((thing) => thing !== old);
    things[at] = { ...given(call, others, old), id: old.id };
    return done(call, 201);
  };
  const remove = (call: UserCall): Answer => {
    const { things, at } = named(call);
    things.splice(at, 1);
    return done(call, 200);
  };
  const path = `${repository}/${it.path}`;
  const routes: Route[] = [
    operation(`create${it.name}`, "POST", path, create),
    operation(`list${it.name}s`, "GET", path, list),
    operation(`update${it.name}`, "PATCH", `${path}/:number`, update),
    operation(`delete${it.name}`, "DELETE", `${path}/:number`, remove),
  ];
  // The state of a repository without such things does not name them.
  const show = ({ repository: owner }: RepositoryPlace): { [P in Path]?: readonly Numbered[] } => {
    const things = structuredClone(kept.of(owner));
    return things.length === 0 ? {} : ({ [it.path]: things } as { [P in Path]: Numbered[] });
  };
  return { routes, repository: { show } } satisfies Family;
}
