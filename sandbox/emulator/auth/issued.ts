const DAY_MS = 24 * 3600 * 1000;

interface Expiring {
  userId: string;
  expiresAt: number;
}

/** Issued credentials by their id, each with its expiry. A new one does not void an older one. */
export class Issued<T extends Expiring> {
  private readonly all = new Map<string, T>();

  /** `life` turns the usual lifetime in milliseconds into the one that is set now. */
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

  /** Voids all that was issued for a user, as a changed secret or the user's deletion does. */
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

  /** Drops what expired more than a day ago. Until then an expired credential is refused as expired, not as unknown. */
  private forgetLongExpired(): void {
    for (const [id, { expiresAt }] of this.all) {
      if (expiresAt > this.now() - DAY_MS) return;
      this.all.delete(id);
    }
  }
}

/** A time as the clouds write it in `expires_at`: `2026-01-02T03:04:05.678000Z`. */
export const cloudTime = (time: number): string => new Date(time).toISOString().replace("Z", "000Z");
