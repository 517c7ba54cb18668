/** A silence longer than this is explained to the user. Milliseconds. */
const WORTH_SAYING = 2_000;

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** Measures how long one piece of work with retries has shown the user nothing. Attempts and waits both count. */
export class Silence {
  #lasted = 0;

  /** Adds the duration of an attempt. */
  add(milliseconds: number): void {
    this.#lasted += milliseconds;
  }

  /**
   * Must be called before each wait. Returns the text that explains the wait where the silence gets long, and starts a new
   * silence then.
   */
  before(wait: number): string | undefined {
    const lasted = this.#lasted;
    if (lasted + wait < WORTH_SAYING) {
      this.#lasted += wait;
      return undefined;
    }
    this.#lasted = 0;
    // Where only the wait is long, the text names the wait alone. Else it also says how long the silence before it was.
    const after = wait >= WORTH_SAYING && lasted < WORTH_SAYING ? "" : ` after ${seconds(lasted)}`;
    return `${after}; waiting ${seconds(wait)}`;
  }
}
