import * as swr from "pulumi-swr";

const team = new swr.Organization("team", { name: "team-c" });

export const creator = team.creatorName;
