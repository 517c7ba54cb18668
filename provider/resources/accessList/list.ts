import type { Description } from "../../description";
import type { CheckFailure, Context } from "../../resource";
import { keyAt, type Place, serverAt, subjectAt } from "../../place";
import type { Access, AccessApi, Grant } from "../../swr/access";
import type { SwrClient } from "../../swr/client";

/** The owner of a list: an organization, or a repository, in a region. Without a region, the region of the settings counts. */
export interface ListPlace {
  readonly organization: string;
  readonly repository?: string;
  readonly region?: string;
}

/** A level of access lists, of organizations or of repositories: their place, and the calls on them. */
interface Level {
  /** The inputs that say whose list it is, outermost first. */
  readonly place: readonly ("organization" | "repository")[];
  readonly api: (client: SwrClient) => AccessApi<ListPlace>;
}

/** Lists of organizations. No list is above them. */
export const OF_ORGANIZATIONS: Level = {
  place: ["organization"],
  api: ({ organizationAccess }) => organizationAccess,
};

/** Lists of repositories. The list of the organization is above each of them. */
export const OF_REPOSITORIES: Level & Pick<ListKind, "above"> = {
  place: ["organization", "repository"],
  api: ({ access }) => access,
  above: OF_ORGANIZATIONS,
};

/** One kind of access list: everything that differs between lists of repositories and lists of organizations. */
export interface ListKind extends Level {
  /** Token of the kind's resource in the package schema. */
  readonly token: `swr:index:${string}`;
  readonly description: Description;
  /** What the list belongs to. */
  readonly owner: "repository" | "organization";
  /** The output for the number that SWR answers with the list. */
  readonly number: "repositoryId" | "organizationId";
  /** Pure. Checks the names of a list's place. */
  readonly rules: (at: Partial<ListPlace>) => CheckFailure[];
  /**
   * The lists above. Their users have access to this list's owner, too, and cannot be revoked here. Left out: no list is
   * above.
   */
  readonly above?: Level;
}

/** One list as a hook works with it: its name, its key, and its calls. */
export interface List {
  readonly kind: ListKind;
  readonly context: Context;
  readonly place: ListPlace;
  /** Name of the list in log lines and errors: `team-a/web/app`. */
  readonly subject: string;
  /**
   * Key by which lists are compared: server and names. No two kinds share a key, since names of organizations contain no
   * slash.
   */
  readonly key: string;
  /** Address of the list's server. */
  readonly server: string;
  read(): Promise<Access>;
  /** Adds entries. Each write answers with its request id. */
  grant(grants: readonly Grant[]): Promise<string>;
  /** Changes the permission of existing entries. */
  change(grants: readonly Grant[]): Promise<string>;
  /** Removes the entries of these users. */
  revoke(userIds: readonly string[]): Promise<string>;
  /** The list above this one. Left out: there is none. */
  readonly above?: { readonly key: string; read(): Promise<Access> };
}

/** The list that a resource's inputs or state are about. */
export function listAt(kind: ListKind, context: Context, at: ListPlace): List {
  const { settings } = context;
  const place: Place = { ...at };
  const client = (): SwrClient => context.swr(at.region);
  const api = (): AccessApi<ListPlace> => kind.api(client());
  const { above } = kind;
  return {
    kind,
    context,
    place: at,
    subject: subjectAt(kind.place, place),
    key: keyAt(kind.place, settings, place),
    // The address is resolved late, so that wrong settings fail only in a hook that needs the address.
    get server() {
      return serverAt(settings, place);
    },
    read: () => api().read(at),
    grant: (grants) => api().grant(at, grants),
    change: (grants) => api().change(at, grants),
    revoke: (userIds) => api().revoke(at, userIds),
    ...(above === undefined
      ? {}
      : { above: { key: keyAt(above.place, settings, place), read: () => above.api(client()).read(at) } }),
  };
}
