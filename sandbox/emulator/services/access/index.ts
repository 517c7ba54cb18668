import type { Cloud } from "../../api/call";
import { namespace, operation, repository } from "../../api/route";
import {
  type Backdoor,
  type Control,
  ControlError,
  mandatory,
  placeNamed,
  type Target,
  userNamed,
} from "../../api/backdoor";
import { object, text } from "../../schema";
import type { Organization, RepositoryPlace } from "../../store/store";
import type { Family } from "../family";
import * as handlers from "./handlers";
import { type AccessEntry, entryOf } from "./list";
import {
  type AccessChange,
  changes,
  forgetList,
  listOf,
  MAX_CHANGES,
  removeEverywhere,
  setEntry,
} from "./lists";
import { grantsOf, shownName } from "./seed";

/** Who may do what: the access lists of organizations and repositories. */
export const access = {
  routes: [
    operation("createNamespaceAuth", "POST", `${namespace}/access`, handlers.createNamespaceAuth),
    operation("showNamespaceAuth", "GET", `${namespace}/access`, handlers.showNamespaceAuth),
    operation("updateNamespaceAuth", "PATCH", `${namespace}/access`, handlers.updateNamespaceAuth),
    operation("deleteNamespaceAuth", "DELETE", `${namespace}/access`, handlers.deleteNamespaceAuth),
    operation("createUserRepositoryAuth", "POST", `${repository}/access`, handlers.createUserRepositoryAuth),
    operation("showUserRepositoryAuth", "GET", `${repository}/access`, handlers.showUserRepositoryAuth),
    operation("updateUserRepositoryAuth", "PATCH", `${repository}/access`, handlers.updateUserRepositoryAuth),
    operation(
      "deleteUserRepositoryAuth",
      "DELETE",
      `${repository}/access`,
      handlers.deleteUserRepositoryAuth,
    ),
  ],
  backdoor,
  organization: grantsOf((organization: Organization) => ({ organization })),
  repository: grantsOf((place: RepositoryPlace) => place),
  on: {
    repositoryAdded({ dialect }, place) {
      if (dialect["deleted-repository"] === "forgotten") forgetList(place);
    },
    userDeleted({ dialect, store }, { id }) {
      if (dialect["deleted-users"] === "removed") removeEverywhere(store, id);
    },
  },
} satisfies Family;

export interface AccessMethods {
  /** Every change of an access list since the start or the last reset: the newest 100,000. */
  changes(): AccessChange[];
  /** The true entries of one list, whatever the dialect shows. Fails if there is no such list. */
  access(target: Target): AccessEntry[];
  /** Sets a user's entry behind everybody's back. `user`: id or name; `auth`: any whole number; `userName`: what the entry shows for the user's name, null: none. */
  grant(grant: Target & { user: string; auth: number; userName?: string | null }): void;
  /** Removes a user's entry; nothing happens if there is none. `user`: id or name; a name unknown to IAM: that of the entry. */
  revoke(grant: Target & { user: string }): void;
}

function backdoor(cloud: Cloud): Backdoor<AccessMethods> {
  const methods: AccessMethods = {
    changes: () => changes.of(cloud.store).slice(-MAX_CHANGES),
    access: (target) => listOf(placeNamed(cloud.store, target)).all(),
    grant({ user: idOrName, auth, userName, ...target }) {
      if (!Number.isInteger(auth)) throw new ControlError(`auth is a whole number, not ${String(auth)}.`);
      const user = userNamed(cloud.store, idOrName);
      setEntry(cloud.store, placeNamed(cloud.store, target), user.id, entryOf(user, auth, userName), null);
    },
    revoke({ user: idOrName, ...target }) {
      const place = placeNamed(cloud.store, target);
      // A name in the list need not be its user's: whom IAM knows by it comes first.
      const known = cloud.store.findUser(idOrName)?.id;
      const named = listOf(place)
        .all()
        .find(({ userId, userName }) => userId === idOrName || userName === idOrName);
      const userId = known ?? named?.userId ?? userNamed(cloud.store, idOrName).id;
      setEntry(cloud.store, place, userId, undefined, null);
    },
  };
  return { methods, controls: controlsOf(methods) };
}

const controlsOf = (methods: AccessMethods): Control[] => [
  { method: "GET", path: "/changes", run: () => methods.changes() },
  {
    method: "GET",
    path: "/access",
    run: (request) => {
      const { repository: name } = request.query;
      return methods.access({
        organization: mandatory(request, "organization"),
        ...(name === undefined ? {} : { repository: name }),
      });
    },
  },
  {
    method: "POST",
    path: "/grant",
    body: object(
      { organization: text, user: text, auth: { type: "integer" } },
      { repository: text, userName: shownName },
    ),
    run: ({ body }) => {
      methods.grant(body as Parameters<AccessMethods["grant"]>[0]);
    },
  },
  {
    method: "POST",
    path: "/revoke",
    body: object({ organization: text, user: text }, { repository: text }),
    run: ({ body }) => {
      methods.revoke(body as Parameters<AccessMethods["revoke"]>[0]);
    },
  },
];
