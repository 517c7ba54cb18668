/** What a generated program says about itself, in paragraphs. */
import type { Program } from "./program";

/** The languages of generated programs. `typescript`: for the npm package. `yaml`: for the plugin. */
export type Language = "typescript" | "yaml";

/** How to make existing objects the stack's own, in each language. */
const OBJECTS: Readonly<Record<Language, string>> = {
  typescript:
    "The organizations and repositories exist already. adopt: true lets the first `pulumi up` make them the stack's own, and changes nothing of them. Take it out after that run, which sends nothing either. protect keeps a destroy from deleting them.",
  yaml: "The organizations and repositories exist already. The option import makes the first `pulumi up` take them into the stack, and changes nothing of them. Take it out after that run. protect keeps a destroy from deleting them.",
};

const POLICIES =
  "A repository that is made later gets the users of each rule whose pattern matches it. A rule without users says that nobody may use its repositories.";

const ABOVE =
  "This cloud may show the users of an organization in the lists of its repositories, too. Whoever has the same permission in both is declared in both here. Take such a user out of both at once: a user who is taken out of the organization alone would be granted access to each repository again.";

/** Why the user who adopts is left alone, and what to do about it. */
export const whyIgnored = (caller: string | undefined): string =>
  caller === undefined
    ? "Every resource leaves these users as they are."
    : `Every resource leaves these users as they are. SWR shows nobody their own entry, so what ${caller} may do was not seen when this was written. Adopt run by another user shows it. To declare ${caller}, too, take the id out here and add ${caller} to the lists.`;

/** The paragraphs at the top of a program. */
export function headerOf(
  { resources, leftOut, unread, mayShowAbove }: Program,
  language: Language,
): string[] {
  const subjects = unread.map(({ subject }) => (subject === "" ? "a list of all that is there" : subject));
  const has = (type: string): boolean => resources.some((resource) => resource.type === type);
  return [
    "Written by `pulumi-swr adopt` from the access that was there. The first `pulumi up` changes nobody's access. From then on whoever is not declared here is drift, and loses access with the next `pulumi up`. A `pulumi destroy` revokes everybody who is declared here. `pulumi stack rm --force` gives the stack up and leaves all access as it is.",
    ...(resources.some(({ isObject }) => isObject) ? [OBJECTS[language]] : []),
    ...(has("RepositoryAccessPolicy") ? [POLICIES] : []),
    ...(mayShowAbove ? [ABOVE] : []),
    ...(leftOut.length === 0 ? [] : [`Not declared here: ${leftOut.join(" ")}`]),
    ...(unread.length === 0
      ? []
      : [`Not declared here, since it could not be read: ${subjects.join(", ")}.`]),
  ];
}
