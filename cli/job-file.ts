import { readFile } from "node:fs/promises";
import { UsageError } from "./errors.ts";
import type { Io } from "./io.ts";
import { parseJobFile } from "./job-body.ts";

/** Reads a job from a file, `-` for standard input. Throws UsageError, with the file's name, where it holds none. */
export async function readJobFile(io: Io, file: string) {
  return parseJobFile(await readText(io, file), file === "-" ? "Standard input" : file);
}

/** Reads a file, `-` for standard input. Throws UsageError, with the file's name, where it cannot be read. */
export async function readText({ input }: Io, file: string): Promise<string> {
  if (file === "-") return input.readAll();
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} cannot be read: ${why}`, { cause: error });
  }
}
