import { CommanderError } from "commander";
import { EXIT, FailedRun, UnreachableError, UsageError } from "./errors.ts";
import type { Io } from "./io.ts";
import { buildProgram } from "./program.ts";
import { problemText } from "./render/problem.ts";
import { styleFor } from "./render/style.ts";

/** Does what the arguments (without node and script) say, and answers the exit code of `docs/cli.md`. */
export async function main(args: readonly string[], io: Io): Promise<number> {
  try {
    await buildProgram(io).parseAsync([...args], { from: "user" });
    return EXIT.ok;
  } catch (error) {
    // Commander has told it already.
    if (error instanceof CommanderError) return exitOf(error);
    if (error instanceof FailedRun) return EXIT.refused;
    const colours = io.err.isTerminal && io.environment.colours && !args.includes("--no-color");
    io.err.write(problemText(error, styleFor(colours)));
    if (error instanceof UsageError) return EXIT.usage;
    return error instanceof UnreachableError ? EXIT.unreachable : EXIT.refused;
  }
}

/** Help that was asked for is no fault; help instead of a missing command is. */
function exitOf({ exitCode }: CommanderError): number {
  return exitCode === 0 ? EXIT.ok : EXIT.usage;
}
