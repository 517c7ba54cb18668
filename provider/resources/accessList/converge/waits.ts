import { Silence } from "../../../silence";
import type { Progress } from "./progress";

/** Waits between attempts, in milliseconds. A read may lag behind a write by a second. */
export const SETTLING = [200, 400, 800, 1600];

/** The waits of one convergence. A wait is explained to the user where nothing was logged for long. */
export class Waits {
  readonly #silence = new Silence();

  constructor(private readonly progress: Progress) {}

  /** Adds the duration of an attempt without success, in milliseconds. */
  took(milliseconds: number): void {
    this.#silence.add(milliseconds);
  }

  async wait(milliseconds: number, reason: string, next: string): Promise<void> {
    const words = this.#silence.before(milliseconds);
    if (words !== undefined) this.progress.log(`${reason}${words} before ${next}`);
    await this.progress.list.context.sleep(milliseconds);
  }
}
