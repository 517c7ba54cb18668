import { Silence } from "../../../silence";
import type { Progress } from "./progress";

/** Waits between attempts, in milliseconds: a read may lag a write by a second. */
export const SETTLING = [200, 400, 800, 1600];

/** The waits of one convergence. Where the user has been told nothing for long, they are explained. */
export class Waits {
  readonly #silence = new Silence();

  constructor(private readonly progress: Progress) {}

  /** An attempt without success took so long, in milliseconds. */
  took(milliseconds: number): void {
    this.#silence.add(milliseconds);
  }

  async wait(milliseconds: number, reason: string, next: string): Promise<void> {
    const words = this.#silence.before(milliseconds);
    if (words !== undefined) this.progress.log(`${reason}${words} before ${next}`);
    await this.progress.list.context.sleep(milliseconds);
  }
}
