/** What takes longer is explained to the user, in milliseconds. */
const WORTH_SAYING = 2_000;

const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** How long the user has been told nothing, by one piece of work that tries again: attempts and waits count alike. */
export class Silence {
  #lasted = 0;

  /** An attempt took so long. */
  add(milliseconds: number): void {
    this.#lasted += milliseconds;
  }

  /** To be asked before each wait. The words for it, where it has to be explained: said, a new silence begins. */
  before(wait: number): string | undefined {
    const lasted = this.#lasted;
    if (lasted + wait < WORTH_SAYING) {
      this.#lasted += wait;
      return undefined;
    }
    this.#lasted = 0;
    // A long wait speaks for itself; else the time before it is the reason to speak.
    const after = wait >= WORTH_SAYING && lasted < WORTH_SAYING ? "" : ` after ${seconds(lasted)}`;
    return `${after}; waiting ${seconds(wait)}`;
  }
}
