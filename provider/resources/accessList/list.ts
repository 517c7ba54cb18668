import type { Description } from "../../description";
import type { CheckFailure, Context } from "../../resource";
import { keyAt, type Place, serverAt, subjectAt } from "../../place";
import type { Access, AccessApi, Grant } from "../../swr/access";
import type { SwrClient } from "../../swr/client";

/** Whose list it is: an organization's, or a repository's, in a region; without a region, the settings' own. */
export interface ListPlace {
  readonly organization: string;
  readonly repository?: string;
  readonly region?: string;
}

/** The calls on the lists of one level. */
interface Level {
  /** The inputs that say whose list it is, from the outermost on. */
  readonly place: readonly ("organization" | "repository")[];
  readonly api: (client: SwrClient) => AccessApi<ListPlace>;
}

/** Lists of organizations: nothing is above them. */
export const OF_ORGANIZATIONS: Level = {
  place: ["organization"],
  api: ({ organizationAccess }) => organizationAccess,
};

/** Lists of repositories. */
export const OF_REPOSITORIES: Level & Pick<ListKind, "above"> = {
  place: ["organization", "repository"],
  api: ({ access }) => access,
  above: OF_ORGANIZATIONS,
};

/** One kind of access list: all that differs between a repository's and an organization's. */
export interface ListKind extends Level {
  /** Token of its resource in the package schema. */
  readonly token: `swr:index:${string}`;
  readonly description: Description;
  /** Whose list it is, in a word. */
  readonly owner: "repository" | "organization";
  /** The output that has the number SWR answers with the list. */
  readonly number: "repositoryId" | "organizationId";
  /** Pure: what is wrong with the names of its place. */
  readonly rules: (at: Partial<ListPlace>) => CheckFailure[];
  /** The lists whose users hold this one, too, and cannot be revoked here. Left out: there are none. */
  readonly above?: Level;
}

/** One list as one hook works on it: what it is called, compared by, read and written with. */
export interface List {
  readonly kind: ListKind;
  readonly context: Context;
  readonly place: ListPlace;
  /** How lines and errors call it: `team-a/web/app`. */
  readonly subject: string;
  /** What it is compared by: its server and its names. No two kinds share one, as names of organizations hold no slash. */
  readonly key: string;
  /** The address of its server. */
  readonly server: string;
  read(): Promise<Access>;
  /** Adds entries. Each write answers with its request id. */
  grant(grants: readonly Grant[]): Promise<string>;
  /** Changes the permission of existing entries. */
  change(grants: readonly Grant[]): Promise<string>;
  /** Removes the entries of these users. */
  revoke(userIds: readonly string[]): Promise<string>;
  /** The list above it. Left out: there is none. */
  readonly above?: { readonly key: string; read(): Promise<Access> };
}

/** The inputs or the state of a resource, as the list that they are about. */
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
    // Asked late: settings that lead nowhere are complained of once a hook needs them.
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
