import { organization } from "./organization";
import { repository } from "./repository";
import type { Life } from "./support/life";

export const LIVES: readonly Life[] = [organization, repository];
