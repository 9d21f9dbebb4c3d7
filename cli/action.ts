import { type Command, InvalidArgumentError } from "commander";
import { type Context, contextOf } from "./context.ts";
import type { Io } from "./io.ts";

/** The action of a command without arguments. */
export function action<Flags>(io: Io, act: (ctx: Context, flags: Flags) => Promise<void>) {
  return async (flags: Flags, command: Command): Promise<void> =>
    act(await contextOf(command, io), flags);
}

/** The action of a command about one thing, named by its argument; undefined where that may be left out. */
export function actionOn<Name extends string | undefined, Flags>(
  io: Io,
  act: (ctx: Context, name: Name, flags: Flags) => Promise<void>,
) {
  return async (name: Name, flags: Flags, command: Command): Promise<void> =>
    act(await contextOf(command, io), name, flags);
}

/** A flag that takes a number. */
export function toNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value))
    throw new InvalidArgumentError("It must be a number.");
  return value;
}

/** A flag that may be given several times. */
export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** The examples below a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join("\n")}`;
}

/** One thing as a part of a path. */
export function segment(name: string): string {
  return encodeURIComponent(name);
}
