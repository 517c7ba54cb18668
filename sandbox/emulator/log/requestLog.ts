const MAX_REQUESTS = 100_000;
const MAX_BODY_CHARACTERS = 64 * 1024 * 1024;

/** One request as it arrived, and what came of it. Calls of the control API are not logged. */
export interface LoggedRequest {
  /** 1 for the first request since the start, counted on across clearRequests, never used twice. */
  seq: number;
  /** Arrival, ISO 8601. */
  time: string;
  method: string;
  /** As sent, with query; values of secret-bearing query parameters removed. */
  path: string;
  /** The API's name of the operation, e.g. `createUserRepositoryAuth`; null where there is none. */
  operation: string | null;
  /** Name of the authenticated caller. */
  user: string | null;
  /** null while unanswered, and for good if no answer was sent. */
  status: number | null;
  /** `X-Request-Id` of the answer. */
  requestId: string;
  /** The parsed JSON body with secrets removed; a placeholder text for anything else; absent without a body. */
  body?: unknown;
  /** Id of the fault that was applied. */
  fault: number | null;
  /** The client closed the connection before it had the whole answer. */
  clientGone: boolean;
  /** From arrival to the first byte of the answer, in milliseconds; null while unanswered. */
  durationMs: number | null;
}

/** The newest requests, bounded in number and in the size of the bodies kept. */
export class RequestLog {
  private entries: LoggedRequest[] = [];
  private first = 0;
  private bodyCharacters = 0;
  private readonly sizes = new WeakMap<LoggedRequest, number>();
  private readonly listeners = new Set<(request: LoggedRequest) => void>();

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    this.trim();
  }

  setBody(entry: LoggedRequest, body: unknown, characters: number): void {
    entry.body = body;
    this.sizes.set(entry, characters);
    this.bodyCharacters += characters;
    this.trim();
  }

  all(): LoggedRequest[] {
    return this.entries.slice(this.first).map((entry) => ({ ...entry }));
  }

  clear(): void {
    this.entries = [];
    this.first = 0;
    this.bodyCharacters = 0;
  }

  listen(listener: (request: LoggedRequest) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  ended(entry: LoggedRequest): void {
    for (const listener of this.listeners) listener({ ...entry });
  }

  private trim(): void {
    while (this.entries.length - this.first > MAX_REQUESTS || this.bodyCharacters > MAX_BODY_CHARACTERS) {
      const oldest = this.entries[this.first];
      if (oldest === undefined) break;
      this.bodyCharacters -= this.sizes.get(oldest) ?? 0;
      this.first += 1;
    }
    // Dropping one at a time from the front would copy the whole array for each request.
    if (this.first > MAX_REQUESTS / 10) {
      this.entries = this.entries.slice(this.first);
      this.first = 0;
    }
  }
}
