import { families, type Seeded } from "../services";
import { type Organization, Store } from "../store/store";
import type { SeedUser } from "../store/user";

/** What the emulator starts with: accounts, users, organizations, repositories and who may use them. */
export interface Seed extends Seeded<"account"> {
  account: { id: string; name: string };
  projects: { id: string; name: string }[];
  users: SeedUser[];
  organizations: SeedOrganization[];
}

export interface SeedOrganization extends Seeded<"organization"> {
  name: string;
  /** Name of a user; holds manage on the organization without being listed. */
  creator: string;
  repositories?: SeedRepository[];
}

export interface SeedRepository extends Seeded<"repository"> {
  /** With raw slashes: `web/app`. */
  name: string;
  isPublic?: boolean;
}

/** What there is when the emulator starts with this seed, which was checked. */
export function plant(seed: Seed, now: () => number): Store {
  const store = new Store({ ...seed.account }, structuredClone(seed.projects), now);
  for (const user of seed.users) store.addUser(user);
  for (const { account } of families) account?.seed?.plant(store, store, seed);
  for (const seeded of seed.organizations) {
    const organization = store.addOrganization(seeded.name, store.seededUser(seeded.creator));
    for (const family of families) family.organization?.seed?.plant(store, organization, seeded);
    for (const repository of seeded.repositories ?? []) plantRepository(store, organization, repository);
  }
  return store;
}

function plantRepository(store: Store, organization: Organization, seeded: SeedRepository): void {
  const repository = store.addRepository(organization, seeded.name, organization.creator);
  repository.isPublic = seeded.isPublic ?? false;
  for (const family of families) family.repository?.seed?.plant(store, { organization, repository }, seeded);
}
