import type { SeedUser } from "../store/user";
import type { Seed } from "./seed";

/** A user whose password and keys are as evidently invented as they are easy to remember. */
const user = (id: string, name: string): SeedUser => ({
  id,
  name,
  password: `fake-password-of-${name}`,
  accessKey: `AKFAKE${name.toUpperCase().padEnd(14, "0")}`,
  secretKey: `fake-secret-key-of-${name}`.padEnd(40, "0"),
});

/** Users, organizations and repositories to try things with. */
export const defaultSeed: Seed = {
  account: { id: "acc00000000000000000000000000001", name: "demo" },
  projects: [
    { id: "de000000000000000000000000000001", name: "eu-de" },
    { id: "ae000000000000000000000000000002", name: "eu-nl" },
  ],
  users: [
    { ...user("c1000000000000000000000000000001", "ci"), admin: true },
    { ...user("ad000000000000000000000000000001", "admin"), admin: true },
    user("a11ce000000000000000000000000001", "alice"),
    user("b0b00000000000000000000000000001", "bob"),
    user("ca401000000000000000000000000001", "carol"),
    user("da4e0000000000000000000000000001", "dave"),
    user("0bad0000000000000000000000000001", "mallory"),
    user("de910000000000000000000000000001", "deployer"),
  ],
  organizations: [
    { name: "team-a", creator: "admin", repositories: [{ name: "web/app" }, { name: "api" }] },
    {
      name: "team-b",
      creator: "admin",
      access: [{ user: "deployer", auth: 7 }],
      repositories: [{ name: "tools", access: [{ user: "bob", auth: 1 }] }],
    },
  ],
};
