import type { Life } from "./support/life";

const PATH = "/v2/manage/namespaces/team-a/repos";
const AT = `${PATH}/web$site`;
const PLACE = { organization: "team-a", repository: "web/site" };

export const repository: Life = {
  resource: "Repository",
  program: PLACE,
  id: "team-a/web/site",
  subject: "team-a/web/site",
  operations: { create: "createRepo", read: "showRepository", update: "updateRepo", delete: "deleteRepo" },

  live: (emulator, { organization: owner, repository: name }) => {
    const organization = emulator.state().organizations.find((it) => it.name === owner);
    const found = organization?.repositories.find((it) => it.name === name);
    if (found === undefined) return undefined;
    const { id, isPublic, category, description } = found;
    return { id: String(id), isPublic, category, description };
  },

  edits: [
    { name: "isPublic", args: { isPublic: true }, writes: ["updateRepo"] },
    { name: "category", args: { category: "linux" }, writes: ["updateRepo"] },
    { name: "description", args: { description: "The site." }, writes: ["updateRepo"] },
    { name: "forceDestroy", args: { forceDestroy: true }, writes: [] },
    {
      name: "repository",
      args: { repository: "web/site/new" },
      replaces: ["repository"],
      writes: ["createRepo", "deleteRepo"],
    },
    {
      name: "organization",
      args: { organization: "team-b" },
      replaces: ["organization"],
      writes: ["createRepo", "deleteRepo"],
    },
    {
      name: "region, with an endpoint that is the same for all regions",
      args: { region: "eu-nl" },
      replaces: ["region"],
      writes: ["deleteRepo", "createRepo"],
    },
    { name: "the region written down", args: { region: "eu-de" }, writes: [] },
  ],

  drifts: [
    {
      name: "isPublic",
      act: ({ api }) => api.patch(AT, { is_public: true }),
      line: "team-a/web/site: isPublic is true, declared false; up will change it",
    },
    {
      name: "category",
      args: { category: "linux" },
      act: ({ api }) => api.patch(AT, { is_public: false, category: "database" }),
      line: 'team-a/web/site: category is "database", declared "linux"; up will change it',
    },
    {
      name: "description",
      args: { description: "The site." },
      act: ({ api }) => api.patch(AT, { is_public: false, description: "theirs" }),
      line: 'team-a/web/site: description is "theirs", declared "The site."; up will change it',
    },
  ],
  gone: ({ api }) => api.delete(AT),
  exists: {
    make: ({ api }) => api.post(PATH, { repository: "web/site", is_public: true, description: "theirs" }),
    property: "repository",
  },

  invalid: [
    { args: { organization: undefined }, property: "organization", says: /^is missing: it is required$/ },
    { args: { repository: "Web" }, property: "repository", says: /lowercase/ },
    { args: { repository: "web//site" }, property: "repository", says: /separator|lowercase/ },
    { args: { category: "toys" }, property: "category", says: /"toys" is not one of app_server, linux/ },
    { args: { isPublic: 1 }, property: "isPublic", says: /1 is not true or false/ },
    { args: { public: true }, property: "public", says: /is no property of this/ },
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
