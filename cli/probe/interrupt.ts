/** What to do about Ctrl-C, the end of a session or of a machine. */
export interface Interruption {
  /** Aborted by the first signal. */
  readonly stop: AbortSignal;
  /** Signals end the process again. */
  readonly release: () => void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The exit code of an interrupted process. */
export const INTERRUPTED = 130;

/** From now on the first signal only stops the probing, so that the entry can be restored. The third signal ends the process at once. */
export function onInterrupt(say: (line: string) => void): Interruption {
  const controller = new AbortController();
  let times = 0;
  const interrupt = (): void => {
    times += 1;
    if (times === 1) {
      say("Interrupted: restoring what was there. This takes a few requests.");
      controller.abort();
    } else if (times === 2) say("Still restoring. Once more ends at once, and leaves the list as it is now.");
    else {
      say('Ended without restoring. What was there is in the line that begins with "Before:".');
      process.exit(INTERRUPTED);
    }
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  // The reader of stderr may close the pipe, or the terminal may close. That must not end the process before the entry is restored.
  process.stderr.on("error", () => undefined);
  return {
    stop: controller.signal,
    release: () => {
      for (const signal of SIGNALS) process.off(signal, interrupt);
    },
  };
}
