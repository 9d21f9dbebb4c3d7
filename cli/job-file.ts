import { readFile } from "node:fs/promises";
import { UsageError } from "./errors.ts";
import type { Io } from "./io.ts";
import { parseJobFile } from "./job-body.ts";

/** Reads a job from a file, `-` for standard input. Throws UsageError, with the file's name, where it holds none. */
export async function readJobFile({ input }: Io, file: string) {
  if (file === "-") return parseJobFile(await input.readAll(), "Standard input");
  try {
    return parseJobFile(await readFile(file, "utf8"), file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} cannot be read: ${why}`, { cause: error });
  }
}
