/**
 * What one family of operations keeps for each account, organization or repository (the owner). A value is made when it is
 * first asked for and goes with its owner. Emulators in one process share nothing, since each has owners of its own.
 */
export class PerOwner<Owner extends object, T extends object> {
  private readonly values = new WeakMap<Owner, T>();

  constructor(private readonly make: () => T) {}

  of(owner: Owner): T {
    const known = this.values.get(owner);
    if (known !== undefined) return known;
    const made = this.make();
    this.values.set(owner, made);
    return made;
  }
}
