import { messageOf, PermissionDeniedError, SwrError } from "../../provider/errors";
import type { Context } from "../../provider/resource";
import { endpointsOf } from "../../provider/settings";
import { type RepositoryRef, subjectOf } from "../../provider/swr/access";
import { path } from "../../provider/swr/path";
import { aside, takenContext, wireOf } from "./contexts";
import { type Finding, Findings } from "./findings";
import type { List } from "./list";
import type { PointName } from "./points";
import { readIamShapes, readUsers } from "./reads/iam";
import { readListForms, readLists } from "./reads/lists";
import { readErrorShapes, readRefusals } from "./reads/refusals";
import { readAgency, readSignatureForms } from "./reads/signatures";
import { isSuccess, type Wire } from "./wire";
import { probeWrites, type Written } from "./writes";
import { findSubject } from "./writes/subject";

/** What `--write` needs. */
export interface WriteOptions {
  /** Id or name of the user whose entry may be written. */
  readonly user: string;
  /** How long a write may take until reads show it, in milliseconds. */
  readonly patience: number;
  readonly withCaller: boolean;
}

export interface ProbeOptions {
  readonly place: RepositoryRef;
  readonly write: WriteOptions | undefined;
  /** Aborted: no probing request starts any more, and what was there is restored. */
  readonly stop: AbortSignal;
  /** Shows one line beside the result. */
  readonly say: (line: string) => void;
}

export interface Probed {
  readonly findings: readonly Finding[];
  /** What could not be done, each as one sentence. Empty: everything was probed that can be. */
  readonly failures: readonly string[];
  /** What became of the writes; undefined: none were made. */
  readonly written: Written | undefined;
}

/** How many times the list is read, to see whether its order stays the same. */
const READS = 8;

/** Finds out how the cloud answers. Throws where the repository's list cannot be read at all. */
export async function probe(base: Context, options: ProbeOptions): Promise<Probed> {
  const run = new Run(options);
  const taken = await takenContext(base, options.place);
  const { context } = taken;
  const wire = run.wire(context);
  const { iam } = context.swr(undefined);
  const reads: [List, ...List[]] = [await wire.list()];
  await run.section(["order"], async () => {
    while (reads.length < READS) reads.push(await wire.list());
  });
  const organization = await run.organizationList(wire);
  const { findings } = run;
  await run.section(["caller-listed", "self-auth"], async () => {
    const organizationRight = await rightOn(wire);
    readLists(findings, { reads, organization, organizationRight });
  });
  await run.section(["missing-organization", "missing-repository", "encoded-dollar"], async () => {
    await readRefusals(findings, run.wire(await aside(context)), reads[0]);
  });
  await run.section(["user-id-case", "shown-names"], () => readUsers(findings, iam, reads[0]));
  await run.section(["iam-error-shape"], async () => {
    const { iam: address } = endpointsOf(context.settings, context.settings.region);
    await readIamShapes(findings, wireOf(await aside(context), options.place), address);
  });
  await run.section(["signature-forms"], () => readSignatureForms(findings, taken, options.place));
  await run.section(["agency-by-signature"], () => readAgency(findings, context, options.place));
  await run.section([], () => run.writes(context, wire));
  return run.end();
}

/** The caller's right on the organization, as the organization itself shows it. */
async function rightOn(wire: Wire): Promise<number | undefined> {
  const answer = await wire.ask("GET", path`/v2/manage/namespaces/${wire.place.organization}`);
  const { auth } = (answer.json ?? {}) as { auth?: unknown };
  return isSuccess(answer) && typeof auth === "number" ? auth : undefined;
}

/** One run: what it found, and what failed. */
class Run {
  readonly findings = new Findings();
  private readonly failures: string[] = [];
  private readonly wires: Wire[] = [];
  private written: Written | undefined;

  constructor(private readonly options: ProbeOptions) {}

  /** A wire whose answers are later looked at for the forms of lists and refusals. */
  wire(context: Context): Wire {
    const wire = wireOf(context, this.options.place);
    this.wires.push(wire);
    return wire;
  }

  /** A part of the run whose failure leaves its points open, and the other parts as they are. */
  async section(points: readonly PointName[], work: () => Promise<void>): Promise<void> {
    if (this.options.stop.aborted) return;
    try {
      await work();
    } catch (thrown) {
      if (!(thrown instanceof SwrError)) throw thrown;
      this.failures.push(messageOf(thrown));
      for (const point of points) this.findings.open(point, "the request failed");
    }
  }

  /** The organization's list; undefined: the caller may not read it. */
  async organizationList(wire: Wire): Promise<List | undefined> {
    try {
      return await wire.organizationList();
    } catch (thrown) {
      if (!(thrown instanceof SwrError)) throw thrown;
      if (!(thrown instanceof PermissionDeniedError)) this.failures.push(messageOf(thrown));
      return undefined;
    }
  }

  async writes(context: Context, wire: Wire): Promise<void> {
    const { place, write, stop, say } = this.options;
    if (write === undefined) return;
    const lists = { list: await wire.list(), organization: await this.organizationList(wire) };
    const subject = await findSubject(context.swr(undefined).iam, write.user, place, lists);
    const clock = (): number => performance.now();
    const pace = { sleep: context.sleep, clock, patience: write.patience, stop };
    const withCaller = write.withCaller;
    this.written = await probeWrites(this.findings, wire, subject, lists, {
      pace,
      withCaller,
      say,
      newWire: async () => this.wire(await aside(context)),
    });
    const { halted, isInterrupted, warnings, restored } = this.written;
    if (halted !== undefined && !isInterrupted)
      this.failures.push(`${subjectOf(place)}: the writes ended early: ${halted}.`);
    this.failures.push(...warnings);
    if (!restored.isDone) this.failures.push(...restored.lines);
  }

  end(): Probed {
    for (const { lists } of this.wires) readListForms(this.findings, lists);
    for (const { answers } of this.wires) readErrorShapes(this.findings, answers);
    this.leaveOpen();
    return { findings: this.findings.all(), failures: this.failures, written: this.written };
  }

  /** The points that writes would have settled, had they not ended early. */
  private leaveOpen(): void {
    const reason = this.written?.reason;
    if (reason === undefined) return;
    for (const { point, sureness, evidence } of this.findings.all())
      if (sureness === "open" && evidence.includes("--write"))
        this.findings.open(point, `the writes ended early: ${reason}`);
  }
}
