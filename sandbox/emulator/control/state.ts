import { families, type Shown } from "../services";
import type { Organization, RepositoryPlace, Store } from "../store/store";

/** What the emulator holds now, without secrets. */
export interface State {
  account: { id: string; name: string };
  projects: { id: string; name: string }[];
  users: { id: string; name: string; admin: boolean }[];
  organizations: OrganizationState[];
}

export interface OrganizationState extends Shown<"organization"> {
  id: number;
  name: string;
  creator: string;
  repositories: RepositoryState[];
}

export interface RepositoryState extends Shown<"repository"> {
  id: number;
  name: string;
  isPublic: boolean;
  category: string;
  description: string;
}

export const stateOf = (store: Store): State => ({
  account: { ...store.account },
  projects: store.projects.map((project) => ({ ...project })),
  users: [...store.users.values()].map(({ id, name, admin }) => ({ id, name, admin })),
  organizations: [...store.organizations.values()].map(stateOfOrganization),
});

const stateOfOrganization = (organization: Organization): OrganizationState => ({
  id: organization.id,
  name: organization.name,
  creator: organization.creator.name,
  ...(together(families.map((family) => family.organization?.show?.(organization))) as Shown<"organization">),
  repositories: [...organization.repositories.values()].map((repository) =>
    stateOfRepository({ organization, repository }),
  ),
});

const stateOfRepository = (place: RepositoryPlace): RepositoryState => ({
  id: place.repository.id,
  name: place.repository.name,
  isPublic: place.repository.isPublic,
  category: place.repository.category,
  description: place.repository.description,
  ...(together(families.map((family) => family.repository?.show?.(place))) as Shown<"repository">),
});

const together = (parts: (object | undefined)[]): unknown => Object.assign({}, ...parts);
