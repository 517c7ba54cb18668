import assert from "node:assert/strict";
import { startEmulator, type Emulator } from "../../../sandbox/emulator";
import { Client } from "../../emulator/support/client";
import { LIVES } from "../lives";
import { Deployment, textOf } from "./deployment";
import { idOf, operationsOf, subjectOf } from "./derived";
import { DynamicHosts, hookHosts, type Hosts, PluginHosts } from "./hosts";
import type { Args, Life, Others } from "./life";

/** The tools of the tests of one life on one host. The emulator is reset before each test. */
export class Suite {
  /** How lines and errors name the resource. */
  readonly subject: string;
  readonly id: string;
  #emulator: Emulator | undefined;

  constructor(
    readonly life: Life,
    readonly hosts: Hosts,
  ) {
    this.subject = subjectOf(life);
    this.id = idOf(life);
    before(async () => {
      this.#emulator = await startEmulator();
    });
    beforeEach(() => {
      this.emulator.reset();
      life.given?.(this.emulator);
    });
    after(async () => {
      await hosts.stop();
      await this.#emulator?.stop();
    });
  }

  get emulator(): Emulator {
    if (this.#emulator === undefined) throw new Error("the emulator runs in tests only");
    return this.#emulator;
  }

  get others(): Others {
    return { api: new Client(this.emulator, "admin"), emulator: this.emulator };
  }

  new(): Deployment {
    return new Deployment(this.hosts, this.life.resource, this.emulator);
  }

  /** A deployment that has created the resource. */
  async made(program: Args = this.life.program): Promise<Deployment> {
    const it0 = this.new();
    assert.equal(await it0.up(program), "create");
    this.emulator.clearRequests();
    return it0;
  }

  /** The object of a program at the API; undefined if there is none. */
  live(program: Args = this.life.program): ReturnType<Life["live"]> {
    return this.life.live(this.emulator, program);
  }

  /** The operations of this stack since this was last called. */
  calls(): string[] {
    const list = this.emulator
      .requests()
      .filter(({ user }) => user !== "admin")
      .map(({ operation }) => String(operation));
    this.emulator.clearRequests();
    return list.filter((operation) => !operation.startsWith("keystone"));
  }

  /** The writing ones of these operations. */
  writes(): string[] {
    const { create, update, delete: remove } = operationsOf(this.life);
    return this.calls().filter((operation) => [create, update, remove].includes(operation));
  }

  /** Checks that the object at the API is as the program declares it. */
  isAsDeclared(program: Args = this.life.program): void {
    assertDeclared(this.live(program), program);
  }
}

/** Checks that each property that a program gives has this value at the API. */
export function assertDeclared(live: ReturnType<Life["live"]>, program: Args): void {
  assert.ok(live !== undefined, "nothing is there");
  for (const [name, value] of Object.entries(program))
    if (name in live) assert.deepEqual(live[name], value, name);
}

/** Throws an error that names the one that came instead of the expected one. */
export function fail(thrown: unknown): never {
  throw new Error(`another error: ${textOf(thrown)}`, { cause: thrown });
}

/** Tests for every life, through every host. */
export function describeLives(title: string, tests: (suite: Suite) => void): void {
  for (const life of LIVES)
    for (const hosts of [hookHosts, new DynamicHosts(), new PluginHosts()])
      describe(`${title}: ${life.resource} through ${hosts.name}`, () => {
        tests(new Suite(life, hosts));
      });
}
