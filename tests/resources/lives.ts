import { organizationAccess, repositoryAccess } from "./accessLists";
import { organization } from "./organization";
import { repository } from "./repository";
import type { Life } from "./support/life";

export const LIVES: readonly Life[] = [organization, organizationAccess, repository, repositoryAccess];
