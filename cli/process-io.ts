import { setTimeout as wait } from "node:timers/promises";
import { processEnvironment } from "./environment.ts";
import type { Io, Output } from "./io.ts";
import { terminalInput } from "./terminal-input.ts";

/** The terminal, the network and the clock of this process. */
export function processIo(): Io {
  endWithReader(process.stdout);
  return {
    out: outputOf(process.stdout),
    err: outputOf(process.stderr),
    input: terminalInput(process.stdin, process.stderr),
    environment: processEnvironment(),
    fetch,
    now: () => Date.now(),
    wait: (milliseconds) => wait(milliseconds),
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.columns,
    write: (text) => {
      stream.write(text);
    },
  };
}

/** `punctual runs list | head` is no fault: whoever read has enough. */
function endWithReader(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    process.exit(error.code === "EPIPE" ? 0 : 1);
  });
}
