const DAY_MS = 24 * 3600 * 1000;

interface Expiring {
  userId: string;
  expiresAt: number;
}

/** Credentials that were issued and expire, by their id; a new one does not void an older one. */
export class Issued<T extends Expiring> {
  private readonly all = new Map<string, T>();

  /** `life` makes of the usual milliseconds to live those that are to be. */
  constructor(
    protected readonly now: () => number,
    protected readonly life: (usualMs: number) => number,
  ) {}

  find(id: string): T | undefined {
    return this.all.get(id);
  }

  isValid = (credential: T): boolean => credential.expiresAt > this.now();

  expire(id: string): boolean {
    const credential = this.all.get(id);
    if (credential !== undefined) this.expireNow(credential);
    return credential !== undefined;
  }

  expireAll(): void {
    for (const credential of this.all.values()) this.expireNow(credential);
  }

  /** Changed secrets or a deleted user void all that was issued for the user. */
  revokeAll(userId: string): void {
    for (const [id, credential] of this.all) if (credential.userId === userId) this.all.delete(id);
  }

  protected add(id: string, credential: T): void {
    this.forgetLongExpired();
    this.all.set(id, credential);
  }

  protected values(): Iterable<T> {
    return this.all.values();
  }

  private expireNow(credential: T): void {
    credential.expiresAt = Math.min(credential.expiresAt, this.now());
  }

  /** An expired credential is still told from an unknown one, for a day. */
  private forgetLongExpired(): void {
    for (const [id, { expiresAt }] of this.all) {
      if (expiresAt > this.now() - DAY_MS) return;
      this.all.delete(id);
    }
  }
}

/** As the clouds write moments of expiry: `2026-01-02T03:04:05.678000Z`. */
export const cloudTime = (time: number): string => new Date(time).toISOString().replace("Z", "000Z");
