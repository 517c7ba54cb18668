/** What the tests of the policies share: the pack in a process of its own, and resources as an engine shows them to it. */
import { join } from "node:path";
import type { ResourceName } from "../../provider/registry";
import { Analyzer, type Analyzed, type PolicySettings, type Violation } from "../support/analyzer";

export const MANAGE = "swr-manage-only-for-listed-users";
export const PUBLIC = "swr-no-public-repositories";
export const EXCLUSIVE = "swr-exclusive-access";
export const END = "swr-access-of-people-ends";
export const COUNT = "swr-limited-number-of-users";

/** The type of a resource on each host. */
export const TYPES = {
  plugin: (name: ResourceName): string => `swr:index:${name}`,
  dynamic: (name: ResourceName): string => `pulumi-nodejs:dynamic/swr:${name}`,
};

/** A pack for a suite, with its default settings at the beginning of each test. */
export class Pack {
  #analyzer: Analyzer | undefined;

  constructor() {
    before(async () => (this.#analyzer = await Analyzer.start(join(__dirname, "pack.ts"))));
    beforeEach(() => this.configure({}));
    after(() => this.#analyzer?.stop());
  }

  get analyzer(): Analyzer {
    if (this.#analyzer === undefined) throw new Error("the pack runs in tests only");
    return this.#analyzer;
  }

  configure(settings: PolicySettings): Promise<void> {
    return this.analyzer.configure(settings);
  }

  /** What one policy says of a resource. */
  async messages(policy: string, analyzed: Analyzed): Promise<string[]> {
    return messagesOf(policy, await this.analyzer.analyze(analyzed));
  }
}

/** The messages of one policy, without its description, which the policy engine puts on a line before each of them. */
export const messagesOf = (policy: string, violations: readonly Violation[]): string[] =>
  violations
    .filter((it) => it.policy === policy)
    .map(({ message }) => message.slice(message.indexOf("\n") + 1));
