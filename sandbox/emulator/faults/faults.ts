import type { ActiveFault, Fault } from "./fault";

/** What a fault is matched against. */
export interface MatchedRequest {
  method: string;
  /** With query, as sent. */
  path: string;
  operation: string | null;
  user: string | null;
}

/** Scripted misbehaviours, in the order in which they were set. */
export class Faults {
  private faults: ActiveFault[] = [];
  private lastId = 0;

  add(fault: Fault): number {
    this.lastId += 1;
    this.faults.push({ ...fault, id: this.lastId, matched: 0, applied: 0 });
    return this.lastId;
  }

  all(): ActiveFault[] {
    return this.faults.map((fault) => ({ ...fault }));
  }

  /** Whether there was something to clear. */
  clear(id?: number): boolean {
    const kept = this.faults.filter((fault) => id !== undefined && fault.id !== id);
    const cleared = kept.length < this.faults.length;
    this.faults = kept;
    return cleared;
  }

  /** The fault that applies to a request. All that match count it; of those whose turn it is, the oldest applies. */
  pick(request: MatchedRequest): ActiveFault | undefined {
    let picked: ActiveFault | undefined;
    for (const fault of this.faults) {
      if (!matches(fault, request)) continue;
      fault.matched += 1;
      if (picked === undefined && isDue(fault)) picked = fault;
    }
    if (picked !== undefined) picked.applied += 1;
    return picked;
  }
}

function isDue({ nth = 1, times = 1, matched, applied }: ActiveFault): boolean {
  const forever = times === "forever" || times <= 0;
  return matched >= nth && (forever || applied < times);
}

function matches({ match = {} }: Fault, request: MatchedRequest): boolean {
  const paths = [request.path, decoded(request.path)];
  const { method, path, pathPattern, operation, user } = match;
  return (
    (method === undefined || method.toUpperCase() === request.method) &&
    (path === undefined || paths.some((candidate) => candidate.includes(path))) &&
    (pathPattern === undefined || paths.some((candidate) => new RegExp(pathPattern).test(candidate))) &&
    (operation === undefined || operation === request.operation) &&
    (user === undefined || user === request.user)
  );
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
