import type { Core } from "../core";
import type { Dialect, DialectChoice } from "../dialect";
import { chooseDialect } from "../dialect/profiles";
import type { ActiveFault, Fault } from "../faults/fault";
import { checkFault } from "../faults/faultSchema";
import type { LoggedRequest } from "../log/requestLog";
import { object } from "../schema";
import { checkSeed } from "../seed/check";
import type { Seed } from "../seed/seed";
import type { Backdoor, Control } from "../api/backdoor";
import { type State, stateOf } from "./state";

/** What can be done to an emulator whatever it emulates. */
export type Steering = Observing & Behaving;

interface Observing {
  /** Everything as at the start (or as in this seed): state, tokens, keys, locks, faults, log, dialect, latency. */
  reset(seed?: Seed): void;
  /** Replaces the state, keeps log, faults, dialect and latency; `reset` returns to this seed from now on. */
  load(seed: Seed): void;
  state(): State;
  /** The request log, oldest first: the newest 100,000. */
  requests(): LoggedRequest[];
  clearRequests(): void;
  /** Calls back when a request was answered, or its connection lost. The returned function ends it. */
  onRequest(listener: (request: LoggedRequest) => void): () => void;
}

interface Behaving {
  /** Sets a fault and returns its id. Where several match a request, all count it and the oldest applies. */
  fault(fault: Fault): number;
  faults(): ActiveFault[];
  /** Removes all faults, or one. Requests that hang already go on hanging. */
  clearFaults(id?: number): void;
  dialect(): Dialect;
  /** Changes single switches, or all to those of a profile. */
  setDialect(choice: DialectChoice): void;
  setLatency(milliseconds: number): void;
}

export function steer(core: Core): Backdoor<Steering> {
  const [looking, behaving] = [observe(core), behave(core)];
  return {
    methods: { ...looking, ...behaving },
    controls: [...observingControls(looking), ...behavingControls(behaving)],
  };
}

const observe = (core: Core): Observing => ({
  reset(seed) {
    core.reset(seed === undefined ? undefined : checkSeed(seed));
  },
  load(seed) {
    core.load(checkSeed(seed));
  },
  state: () => stateOf(core.store),
  requests: () => core.log.all(),
  clearRequests() {
    core.log.clear();
  },
  onRequest: (listener) => core.log.listen(listener),
});

const behave = (core: Core): Behaving => ({
  fault: (fault) => core.faults.add(checkFault(fault)),
  faults: () => core.faults.all(),
  clearFaults(id) {
    core.faults.clear(id);
  },
  dialect: () => ({ ...core.dialect }),
  setDialect(choice) {
    core.dialect = chooseDialect(choice, core.dialect);
  },
  setLatency(milliseconds) {
    core.latencyMs = milliseconds;
  },
});

const observingControls = (methods: Observing): Control[] => [
  { method: "GET", path: "/requests", run: () => methods.requests() },
  {
    method: "DELETE",
    path: "/requests",
    run: () => {
      methods.clearRequests();
    },
  },
  { method: "GET", path: "/state", run: () => methods.state() },
  {
    method: "POST",
    path: "/reset",
    run: ({ body }) => {
      methods.reset(body as Seed | undefined);
    },
  },
  {
    method: "POST",
    path: "/seed",
    run: ({ body }) => {
      methods.load(body as Seed);
    },
  },
];

const behavingControls = (methods: Behaving): Control[] => [
  { method: "GET", path: "/faults", run: () => methods.faults() },
  {
    method: "POST",
    path: "/faults",
    body: { type: "object" },
    run: ({ body }) => ({ id: methods.fault(body as Fault) }),
  },
  {
    method: "DELETE",
    path: "/faults",
    run: () => {
      methods.clearFaults();
    },
  },
  {
    method: "DELETE",
    path: "/faults/:id",
    run: ({ params }) => {
      methods.clearFaults(Number(params["id"]));
    },
  },
  { method: "GET", path: "/dialect", run: () => methods.dialect() },
  {
    method: "PATCH",
    path: "/dialect",
    body: { type: ["object", "string"] },
    run: ({ body }) => {
      methods.setDialect(body as DialectChoice);
      return methods.dialect();
    },
  },
  {
    method: "PATCH",
    path: "/latency",
    body: object({ ms: { type: "number", minimum: 0 } }),
    run: ({ body }) => {
      methods.setLatency((body as { ms: number }).ms);
    },
  },
];
