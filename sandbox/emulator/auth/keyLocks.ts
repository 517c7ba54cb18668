const MAX_FAILURES = 5;
const LOCK_MS = 5 * 60 * 1000;

/** Counts wrong signatures: five in a row lock a key for five minutes. */
export class KeyLocks {
  private readonly keys = new Map<string, { failures: number; lockedUntil: number }>();

  constructor(private readonly now: () => number) {}

  isLocked(accessKey: string): boolean {
    return (this.keys.get(accessKey)?.lockedUntil ?? 0) > this.now();
  }

  failed(accessKey: string): void {
    const failures = (this.keys.get(accessKey)?.failures ?? 0) + 1;
    const locks = failures >= MAX_FAILURES;
    this.keys.set(accessKey, {
      failures: locks ? 0 : failures,
      lockedUntil: locks ? this.now() + LOCK_MS : 0,
    });
  }

  succeeded(accessKey: string): void {
    this.keys.delete(accessKey);
  }
}
