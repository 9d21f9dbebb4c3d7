import type { z } from "zod";
import { type Parsed, parseInput } from "../contracts/parse.ts";
import type { Problem } from "../domain/problem.ts";
import { pointerTo } from "../domain/problem.ts";

/** Reads query parameters, each at most once; problems stand at `/query/<name>`. */
export function readQuery<S extends z.ZodType>(
  schema: S,
  params: URLSearchParams,
): Parsed<z.output<S>> {
  const names = [...new Set(params.keys())];
  const repeated: Problem[] = names
    .filter((name) => params.getAll(name).length > 1)
    .map((name) => ({
      pointer: pointerTo("/query", name),
      message: "must be given once; separate several values by commas",
    }));
  const parsed = parseInput(schema, Object.fromEntries(params), "/query");
  if (parsed.ok && repeated.length === 0) return parsed;
  const faults = parsed.ok ? [] : parsed.problems.map(atParameter);
  return { ok: false, problems: [...repeated, ...faults] };
}

/** A fault inside a list of values is a fault of the parameter: callers know no places in it. */
function atParameter({ pointer, message }: Problem): Problem {
  return { pointer: pointer.split("/").slice(0, 3).join("/"), message };
}
