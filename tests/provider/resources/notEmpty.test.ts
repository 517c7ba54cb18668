/** A delete is refused because something is inside, and the call that lists it fails. The error must still be the refusal. */
import assert from "node:assert/strict";
import { NotEmptyError } from "../../../provider/errors";
import { type FaultAnswer, startEmulator, type Emulator } from "../../../sandbox/emulator";
import { Deployment } from "../../resources/support/deployment";
import { hookHosts } from "../../resources/support/hosts";
import { failureOf } from "../support/server";

interface Filled {
  readonly resource: "Organization" | "Repository";
  readonly program: Readonly<Record<string, string>>;
  readonly fill: (emulator: Emulator) => void;
  /** The operation that lists what is inside. */
  readonly lists: string;
  readonly refusal: string;
  /** The failure of the list. */
  readonly listing: string;
  /** The sentence where the list is empty. */
  readonly unseen: string;
}

const FILLED: readonly Filled[] = [
  {
    resource: "Organization",
    program: { name: "team-c" },
    fill: (emulator) => {
      emulator.createRepository({ organization: "team-c", repository: "web" });
    },
    lists: "listReposDetails",
    refusal: "team-c: cannot delete the organization: 406 SVCSTG.SWR.4060074",
    listing: "team-c: cannot list the repositories: ",
    unseen: "They are: some that the caller may not see.",
  },
  {
    resource: "Repository",
    program: { organization: "team-a", repository: "web/site" },
    fill: (emulator) => {
      emulator.pushImage({ organization: "team-a", repository: "web/site", tag: "1.0" });
    },
    lists: "listRepositoryTags",
    refusal: "team-a/web/site: cannot delete the repository: 406 SVCSTG.SWR.4060012",
    listing: "team-a/web/site: cannot list the tags: ",
    unseen: "Their tags are: some that the caller may not see.",
  },
];

const ANSWERS: Readonly<Record<string, FaultAnswer>> = {
  "is not allowed": {
    status: 403,
    body: { errors: [{ errorCode: "SVCSTG.SWR.4030170", errorMessage: "no" }] },
  },
  "fails again and again": { status: 500, body: {} },
  "says that nothing is there any more": {
    status: 404,
    body: { errors: [{ errorCode: "SVCSTG.SWR.4040058", errorMessage: "gone" }] },
  },
};

for (const { resource, program, fill, lists, refusal, listing, unseen } of FILLED)
  describe(`${resource}: a delete that is refused because something is inside`, () => {
    let emulator: Emulator;
    before(async () => (emulator = await startEmulator()));
    after(() => emulator.stop());
    beforeEach(() => {
      emulator.reset();
    });
    const filled = async (): Promise<Deployment> => {
      const it0 = new Deployment(hookHosts, resource, emulator);
      await it0.up(program);
      fill(emulator);
      return it0;
    };
    const destroyed = async (it0: Deployment): Promise<NotEmptyError> => {
      const error = await failureOf(it0.destroy());
      assert.ok(error instanceof NotEmptyError, String(error));
      assert.equal(error.answer?.status, 406);
      assert.ok(error.message.startsWith(refusal), error.message);
      assert.match(error.message, /, or set forceDestroy: true\.$/);
      assert.notEqual(it0.kept, undefined);
      return error;
    };

    for (const [what, answer] of Object.entries(ANSWERS))
      it(`a list that ${what} is named after the refusal`, async () => {
        const it0 = await filled();
        emulator.fault({ match: { operation: lists }, action: { answer }, times: "forever" });
        const { message } = await destroyed(it0);
        const at = message.indexOf(`are still inside. What is inside could not be listed: ${listing}`);
        assert.ok(at > 0, message);
        assert.ok(message.includes(String(answer.status), at), message);
        assert.match(message, /\. Delete what is inside first, or set/);
      });

    it("a list without items makes no empty sentence", async () => {
      const it0 = await filled();
      const answer = { status: 200, body: [] };
      emulator.fault({ match: { operation: lists }, action: { answer }, times: "forever" });
      assert.ok((await destroyed(it0)).message.includes(`${unseen} Delete them first, or set`));
    });
  });
