import * as swr from "pulumi-swr";

const site = new swr.Repository("site", {
  organization: "team-a",
  repository: "web/site",
  category: "app_server",
  description: "The site.",
});

export const address = site.path;
