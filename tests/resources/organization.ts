import type { Life } from "./support/life";

const PATH = "/v2/manage/namespaces";

export const organization: Life = {
  resource: "Organization",
  program: { name: "team-c" },
  live: (emulator, { name }) => {
    const found = emulator.state().organizations.find((it) => it.name === name);
    return found === undefined ? undefined : { id: String(found.id), name: found.name };
  },
  elsewhere: { name: "team-d" },

  gone: ({ api }) => api.delete(`${PATH}/team-c`),
  exists: ({ api }) => api.post(PATH, { namespace: "team-c" }),

  invalid: [
    { args: { name: "Team" }, property: "name", says: /lowercase/ },
    { args: { name: "a".repeat(65) }, property: "name", says: /64/ },
    { args: { name: "team/c" }, property: "name", says: /lowercase/ },
  ],
  refusedCreates: [
    {
      name: "a name of another account",
      args: { name: "library" },
      says: /^library: cannot create the organization: 409 SVCSTG\.SWR\.4090060 .* The name is taken, in this account or in another one/,
    },
    {
      name: "the quota",
      given: ({ emulator }) => {
        for (const at of [1, 2, 3, 4, 5])
          emulator.createOrganization({ name: `mine-${String(at)}`, creator: "ci" });
      },
      says: /^team-c: cannot create the organization: 400 SVCSTG\.SWR\.4000097 .* The quota of organizations is used up/,
    },
    {
      name: "no right",
      user: "deployer",
      says: /^team-c: cannot create the organization: 403 .* it needs SWR FullAccess, or Tenant Administrator/,
    },
  ],
  refusedDeletes: [
    {
      name: "no right",
      user: "deployer",
      says: /^team-c: cannot delete the organization: 403 .* it needs SWR FullAccess, or Tenant Administrator/,
    },
  ],

  filled: {
    fill: ({ emulator }) => {
      emulator.createRepository({ organization: "team-c", repository: "web/one", images: ["1.0", "latest"] });
      emulator.createRepository({ organization: "team-c", repository: "two" });
      // The API's filter for lists finds its repositories, too.
      emulator.createOrganization({ name: "team-c2" });
      emulator.createRepository({ organization: "team-c2", repository: "others", images: 1 });
    },
    says: /406 SVCSTG\.SWR\.4060074 .* They are: two, web\/one\. Delete them first, or set forceDestroy: true\./,
    operations: ["listReposDetails", "listRepositoryTags", "deleteRepoTag", "deleteRepo", "deleteNamespaces"],
    lines: [
      "team-c/two: deleted with its images, as forceDestroy says",
      "team-c/web/one: deleted with its images, as forceDestroy says",
    ],
  },
};
