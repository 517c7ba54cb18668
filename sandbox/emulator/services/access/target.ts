import { organizationOf, repositoryOf, type UserCall } from "../../api/call";
import { type Refusal, swr, swrError } from "../../api/refusals";
import type { Place } from "../../store/store";
import { MANAGE, mayGrant, organizationRight, rightOn } from "./rights";

const refusals = {
  badOrganizationAuth: swr(4001065, "Invalid organization permissions."),
  badAuth: swr(4001066, "Invalid permissions."),
  noOrganizationEntry: swr(4040078, "The organization permission was not found."),
  noEntry: swr(4040091, "The permission was not found."),
  organizationEntryExists: swr(4090076, "The organization permission already exists."),
  entryExists: swr(4090089, "The permission already exists."),
};

/** The refusals that differ between the two levels. */
export interface LevelErrors {
  exists: () => Refusal;
  missing: () => Refusal;
  badAuth: () => Refusal;
  /** The caller lacks the right to grant, or names itself. */
  denied: () => Refusal;
}

/** One access list and what the caller may do with it. */
export interface AccessTarget extends Place {
  right: number;
  mayGrant: boolean;
  errors: LevelErrors;
}

export function organizationTarget(call: UserCall): AccessTarget {
  const organization = organizationOf(call);
  const right = organizationRight(organization, call.caller);
  return {
    organization,
    right,
    mayGrant: right >= MANAGE,
    errors: {
      exists: refusals.organizationEntryExists,
      missing: refusals.noOrganizationEntry,
      badAuth: refusals.badOrganizationAuth,
      denied: swrError.mayNotManageOrganization,
    },
  };
}

export function repositoryTarget(call: UserCall): AccessTarget {
  const place = repositoryOf(call);
  return {
    ...place,
    right: rightOn(call, place),
    mayGrant: mayGrant(place, call.caller),
    errors: {
      exists: refusals.entryExists,
      missing: refusals.noEntry,
      badAuth: refusals.badAuth,
      denied: swrError.mayNotManageRepository,
    },
  };
}
