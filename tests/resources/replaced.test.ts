/**
 * `pulumi up --replace`. For this an engine checks the resource without its old inputs, asks for no diff, and creates the new one
 * first, unless the program sets the option deleteBeforeReplace.
 */
import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../sandbox/emulator";
import { environmentOf } from "../support/stack";
import { LIVES } from "./lives";
import { Deployment, textOf } from "./support/deployment";
import { descriptionOf, operationsOf, subjectOf } from "./support/derived";
import { DynamicHosts, type Host, hookHosts, type Kept, PluginHosts } from "./support/hosts";

for (const life of LIVES.filter(({ exists }) => exists !== undefined))
  for (const hosts of [hookHosts, new DynamicHosts(), new PluginHosts()])
    describe(`${life.resource} through ${hosts.name}, replaced by pulumi up --replace`, () => {
      let emulator: Emulator;
      before(async () => (emulator = await startEmulator()));
      after(async () => {
        await hosts.stop();
        await emulator.stop();
      });
      beforeEach(() => {
        emulator.reset();
        life.given?.(emulator);
      });

      /** A stack with the resource, and the process of its next run. */
      const made = async (): Promise<{ host: Host; kept: Kept; first: string | undefined }> => {
        const it0 = new Deployment(hosts, life.resource, emulator);
        await it0.up(life.program);
        const { kept } = it0;
        assert.ok(kept !== undefined);
        const first = life.live(emulator, life.program)?.id;
        emulator.clearRequests();
        return { host: await hosts.open(life.resource, environmentOf(emulator)), kept, first };
      };
      const writes = (): string[] =>
        emulator
          .requests()
          .flatMap(({ method, operation }) => (method === "GET" ? [] : String(operation)))
          .filter((operation) => !operation.startsWith("keystone"));

      it("without a refresh it is refused as not its own, and the refusal says how to replace it", async () => {
        const { host } = await made();
        const { failures } = await host.check(undefined, life.program);
        assert.deepEqual(failures, [
          {
            property: descriptionOf(life).place.at(-1),
            reason: `${subjectOf(life)} exists already, and a destroy would delete it: import it, or set adopt: true. If it is this resource's own and --replace asks for a new one: set the option deleteBeforeReplace, and add --refresh`,
          },
        ]);
        assert.deepEqual(writes(), []);
      });

      it("with a refresh and deleteBeforeReplace it is made anew", async () => {
        const { host, kept, first } = await made();
        const refreshed = await host.read(kept.id, kept);
        assert.ok(refreshed !== undefined);
        const { inputs, failures } = await host.check(undefined, life.program);
        assert.deepEqual(failures, []);
        await host.delete(refreshed);
        await host.create(inputs);
        assert.deepEqual(writes(), [operationsOf(life).delete, operationsOf(life).create]);
        const now = life.live(emulator, life.program)?.id;
        assert.ok(now !== undefined && now !== first);
      });

      it("with a refresh, but created first, it is refused and left as it is", async () => {
        const { host, kept, first } = await made();
        await host.read(kept.id, kept);
        const { inputs, failures } = await host.check(undefined, life.program);
        assert.deepEqual(failures, []);
        await assert.rejects(host.create(inputs), (thrown) => {
          assert.match(
            textOf(thrown),
            /exists already: .*Set the option deleteBeforeReplace of this resource\.$/,
          );
          return true;
        });
        assert.deepEqual(writes(), []);
        assert.equal(life.live(emulator, life.program)?.id, first);
      });
    });
