/** The details of a cell, a place or a user that the reader has opened. They stand beside the matrix. */
import { useEffect, useRef } from "preact/hooks";
import { Permission } from "./chip";
import type { Selection } from "./matrix";
import { higher, type Model, type Place, type User } from "./model";
import { EntryFacts, Listed } from "./entries";
import { reachOf } from "./overview";
import { count } from "./text";
import { LETTERS, letterOf, PERMISSION_WORDS } from "./words";

interface DetailsProps {
  readonly model: Model;
  readonly selection: Selection;
  /** Whether the title takes the focus when it appears. */
  readonly takesFocus: boolean;
  readonly onOpen: (selection: Selection) => void;
  readonly onFilterUser: (user: User) => void;
  readonly onClose: () => void;
}

export function Details(props: DetailsProps) {
  const { selection, takesFocus, onClose } = props;
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) title.current?.focus();
  }, [selection, takesFocus]);
  return (
    <section
      class="details"
      aria-labelledby="details-title"
      onKeyDown={({ key }) => {
        if (key === "Escape") onClose();
      }}
    >
      <div class="details-head">
        <h2 id="details-title" ref={title} tabIndex={-1}>
          <Title selection={selection} />
        </h2>
        <button type="button" class="close" onClick={onClose}>
          Close
        </button>
      </div>
      {selection.kind === "cell" && <CellDetails {...props} place={selection.place} user={selection.user} />}
      {selection.kind === "place" && <PlaceDetails {...props} place={selection.place} />}
      {selection.kind === "user" && <UserDetails {...props} user={selection.user} />}
    </section>
  );
}

function Title({ selection }: { readonly selection: Selection }) {
  const place = selection.kind === "user" ? undefined : selection.place;
  const path =
    place === undefined ? "" : `${place.organization === undefined ? "organization " : ""}${place.path}`;
  if (selection.kind === "place") return <>{path}</>;
  if (selection.kind === "user") return <>{selection.user.name}</>;
  return (
    <>
      {selection.user.name} <span class="quiet">on {path}</span>
    </>
  );
}

type PartProps<T> = DetailsProps & T;

function CellDetails({ place, user, onOpen }: PartProps<{ place: Place; user: User }>) {
  const own = place.entries?.get(user);
  const given = place.organization?.entries?.get(user);
  const decides = higher(own, given);
  const permission = decides?.permission ?? null;
  return (
    <>
      <p class="sum">
        <Permission permission={permission} />
      </p>
      {permission !== null && (
        <p>
          {user.name} {PERMISSION_WORDS[letterOf(permission)].may}.
        </p>
      )}
      {place.isPublic && (
        <p class="note">The repository is public: everybody may pull, also without an entry.</p>
      )}
      <h3>{place.organization === undefined ? "The organization's list" : "The repository's own list"}</h3>
      {place.repeats.has(user) ? (
        <p class="quiet">
          Lists the user as the organization does. This cloud may show the organization&apos;s users here, so
          whether there is also an entry of its own can&apos;t be told.
        </p>
      ) : (
        <EntryFacts entry={own} isUnread={place.entries === null} />
      )}
      {place.organization !== undefined && (
        <>
          <h3>The list of organization {place.organization.path}</h3>
          <EntryFacts entry={given} isUnread={place.organization.entries === null} />
        </>
      )}
      {place.organization === undefined && (
        <p class="note">Valid for {count(place.repositories.length, "repository", "repositories")} of it.</p>
      )}
      <p class="links">
        <button
          type="button"
          onClick={() => {
            onOpen({ kind: "user", user });
          }}
        >
          All of {user.name}
        </button>
        <button
          type="button"
          onClick={() => {
            onOpen({ kind: "place", place });
          }}
        >
          All of {place.path}
        </button>
      </p>
    </>
  );
}

function PlaceDetails({ place, onOpen }: PartProps<{ place: Place }>) {
  const { entries, organization, sharedWith } = place;
  const shared = sharedWith === null ? "could not be read" : sharedWith.join(", ") || "none";
  return (
    <>
      {place.isMissing && <p class="note">The stack declares access to it, but it is not there.</p>}
      {organization !== undefined && !place.isMissing && (
        <dl class="facts">
          <dt>Public</dt>
          <dd>{place.isPublic ? "yes: everybody may pull, also without an entry" : "no"}</dd>
          <dt>Shared with</dt>
          <dd>{shared}</dd>
        </dl>
      )}
      <ListSection
        place={place}
        onOpen={onOpen}
        title={organization === undefined ? "In its list" : "In its own list"}
      />
      {organization !== undefined && (
        <ListSection
          place={organization}
          onOpen={onOpen}
          title={`Through organization ${organization.path}`}
        />
      )}
      {organization === undefined && entries !== null && (
        <p class="note">
          The list is valid for {count(place.repositories.length, "repository", "repositories")}.
        </p>
      )}
    </>
  );
}

interface ListSectionProps {
  readonly place: Place;
  readonly title: string;
  readonly onOpen: (selection: Selection) => void;
}

const ListSection = ({ place: { entries }, title, onOpen }: ListSectionProps) => (
  <>
    <h3>
      {title} {entries !== null && <span class="tally">{entries.size}</span>}
    </h3>
    {entries === null && <p class="note">This list could not be read.</p>}
    {entries?.size === 0 && <p class="quiet">Nobody.</p>}
    {entries !== null && (
      <Listed entries={[...entries.values()]} nameOf={({ user }) => user.name} onOpen={onOpen} />
    )}
  </>
);

function UserDetails({ model, user, onOpen, onFilterUser }: PartProps<{ user: User }>) {
  const entries = model.organizations
    .flatMap((it) => [it, ...it.repositories])
    .flatMap((place) => place.entries?.get(user) ?? []);
  const otherNames = [...user.names.keys()].filter(
    (name) => name !== user.name && !user.name.startsWith(`${name} (`),
  );
  const hasAny = LETTERS.some((letter) => user.reach[letter] > 0);
  return (
    <>
      <dl class="facts">
        <dt>User id</dt>
        <dd class="code">{user.id || "not known"}</dd>
        <dt>Reaches</dt>
        <dd>
          {reachOf(user)} {hasAny && <span class="quiet">(repositories, organizations' lists included)</span>}
        </dd>
        {otherNames.length > 0 && (
          <>
            <dt>Also listed as</dt>
            <dd>{otherNames.join(", ")}</dd>
          </>
        )}
      </dl>
      <p class="links">
        <button
          type="button"
          onClick={() => {
            onFilterUser(user);
          }}
        >
          Only {user.name} in the matrix
        </button>
      </p>
      <h3>
        Entries <span class="tally">{entries.length}</span>
      </h3>
      <Listed
        entries={entries}
        nameOf={({ place }) => (place.organization === undefined ? `organization ${place.path}` : place.path)}
        onOpen={onOpen}
      />
    </>
  );
}
