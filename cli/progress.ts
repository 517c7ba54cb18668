/** A bar on stderr while a scan runs. Only a terminal gets one: in a log it would be hundreds of lines. */
import { SingleBar } from "cli-progress";

export interface Bar {
  /** Left out where there is no terminal: the scan then logs its progress in a line now and then. */
  readonly progress?: (done: number, total: number) => void;
  /** Shows a line for the user, without breaking the bar. */
  readonly log: (line: string) => void;
  readonly end: () => void;
}

const write = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

export function startBar(title: string): Bar {
  if (!process.stderr.isTTY) return { log: write, end: () => undefined };
  const bar = new SingleBar({
    format: `${title} {bar} {value}/{total}`,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    barsize: 30,
    barCompleteChar: "=",
    barIncompleteChar: "-",
  });
  const lines: string[] = [];
  let isOn = false;
  return {
    progress: (done, total) => {
      if (!isOn) bar.start(total, done);
      isOn = true;
      bar.update(done);
    },
    // The bar redraws its own line and would write over another line, so lines wait until the bar has ended.
    log: (line) => {
      if (isOn) lines.push(line);
      else write(line);
    },
    end: () => {
      if (isOn) bar.stop();
      isOn = false;
      for (const line of lines.splice(0)) write(line);
    },
  };
}
