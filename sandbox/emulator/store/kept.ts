/**
 * What one family of operations keeps with each account, organization or repository. It is made when it is first asked for,
 * and gone together with its owner. Emulators in one process share nothing by it, since no two share an owner.
 */
export class Kept<Owner extends object, T extends object> {
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
