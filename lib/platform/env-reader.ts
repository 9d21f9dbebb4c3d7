import { type NetworkRange, parseNetworkRange } from "./network-range.ts";

/** The variables of a process, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables one by one and keeps every problem, so that all of them can be told at once. */
export type EnvReader = Readonly<{
  problems: readonly string[];
  text(name: string): string | null;
  required(name: string, fix: string): string;
  integer(name: string, fallback: number, min: number, max: number): number;
  choice<T extends string>(name: string, options: readonly T[], fallback: T): T;
  flag(name: string, fallback: boolean): boolean;
  list(name: string, fallback: readonly string[]): readonly string[];
  ranges(name: string): readonly NetworkRange[];
  problem(name: string, wrong: string, fix: string): void;
}>;

/** Opens a reader over `env`. An empty or blank value counts as absent. */
export function envReader(env: Environment): EnvReader {
  const problems: string[] = [];

  const problem = (name: string, wrong: string, fix: string): void => {
    problems.push(`${name} ${wrong}. ${fix}`);
  };

  const text = (name: string): string | null => {
    const value = env[name]?.trim() ?? "";
    return value === "" ? null : value;
  };

  const required = (name: string, fix: string): string => {
    const value = text(name);
    if (value === null) problem(name, "is missing", fix);
    return value ?? "";
  };

  const integer = (name: string, fallback: number, min: number, max: number): number => {
    const value = text(name);
    if (value === null) return fallback;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    problem(
      name,
      `is ${JSON.stringify(value)}, which is not a whole number from ${min} to ${max}`,
      `Set a number in that range, or leave it out for ${fallback}.`,
    );
    return fallback;
  };

  const choice = <T extends string>(name: string, options: readonly T[], fallback: T): T => {
    const value = text(name);
    if (value === null) return fallback;
    const found = options.find((option) => option === value.toLowerCase());
    if (found !== undefined) return found;
    problem(
      name,
      `is ${JSON.stringify(value)}`,
      `Set one of ${options.join(", ")}, or leave it out for ${fallback}.`,
    );
    return fallback;
  };

  const flag = (name: string, fallback: boolean): boolean =>
    choice(name, ["true", "false"], fallback ? "true" : "false") === "true";

  const list = (name: string, fallback: readonly string[]): readonly string[] => {
    const items = (text(name) ?? "").split(",").map((item) => item.trim());
    const present = items.filter((item) => item !== "");
    return present.length === 0 ? fallback : [...new Set(present)];
  };

  const ranges = (name: string): readonly NetworkRange[] =>
    list(name, []).flatMap((item) => {
      const range = parseNetworkRange(item);
      if (range !== null) return [range];
      problem(
        name,
        `contains ${JSON.stringify(item)}, which is not a network`,
        "Write addresses or blocks such as 10.0.0.0/8, 10.1.2.3:8080 or [::1]:8080, with commas between.",
      );
      return [];
    });

  return { problems, text, required, integer, choice, flag, list, ranges, problem };
}
