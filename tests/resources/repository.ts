import { repositoryAt } from "../support/emulated";
import type { Life } from "./support/life";

const PATH = "/v2/manage/namespaces/team-a/repos";
const AT = `${PATH}/web$site`;
const PLACE = { organization: "team-a", repository: "web/site" };

export const repository: Life = {
  resource: "Repository",
  program: PLACE,
  live: (emulator, args) => {
    const found = repositoryAt(emulator, args);
    if (found === undefined) return undefined;
    const { id, isPublic, category, description } = found;
    return { id: String(id), isPublic, category, description };
  },
  elsewhere: { organization: "team-b", repository: "web/site/new" },

  changes: { isPublic: [true, false], category: ["linux", "arm"], description: ["The site.", "Theirs."] },
  set: ({ api }, { isPublic = true, ...others }) => api.patch(AT, { is_public: isPublic, ...others }),
  drifts: [
    {
      name: "what is not declared",
      act: ({ api }) => api.patch(AT, { is_public: true }),
      line: "team-a/web/site: isPublic is true, declared false; up will change it",
    },
  ],
  gone: ({ api }) => api.delete(AT),
  exists: ({ api }) => api.post(PATH, { repository: "web/site", is_public: true, description: "theirs" }),

  invalid: [
    { args: { repository: "Web" }, property: "repository", says: /lowercase/ },
    { args: { repository: "web//site" }, property: "repository", says: /separator|lowercase/ },
  ],
  refusedCreates: [
    {
      name: "no organization",
      args: { ...PLACE, organization: "gone" },
      says: /^gone\/web\/site: cannot create the repository: 404 SVCSTG\.SWR\.4040058/,
    },
    {
      name: "no right",
      user: "bob",
      says: /^team-a\/web\/site: cannot create the repository: 403 .* The caller lacks the right/,
    },
  ],
  refusedDeletes: [
    {
      name: "no right",
      user: "bob",
      says: /^team-a\/web\/site: cannot delete the repository: 403 .* The caller lacks the right/,
    },
  ],

  filled: {
    fill: ({ emulator }) => {
      for (const tag of ["latest", "1.0"]) emulator.pushImage({ ...PLACE, tag });
    },
    says: /406 SVCSTG\.SWR\.4060012 .* Their tags are: 1\.0, latest\. Delete them first, or set forceDestroy: true\./,
    operations: ["listRepositoryTags", "deleteRepoTag", "deleteRepo"],
    lines: ["team-a/web/site: deleted with its images, as forceDestroy says"],
  },
};
