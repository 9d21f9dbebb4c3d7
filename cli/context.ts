import type { Command } from "commander";
import type { Page } from "../lib/contracts/common.ts";
import { type Client, openClient } from "./http.ts";
import type { Io } from "./io.ts";
import { jsonText, plain } from "./render/safe-text.ts";
import { type Style, styleFor } from "./render/style.ts";
import { type Column, table } from "./render/table.ts";
import { readLogin } from "./stored-login.ts";
import { chooseTarget } from "./target.ts";

/** Flags every command takes. */
export type GlobalFlags = {
  readonly url?: string;
  readonly token?: string;
  readonly project?: string;
  readonly json?: boolean;
  readonly color: boolean;
};

/** What a command has at hand. */
export type Context = {
  readonly io: Io;
  readonly client: Client;
  /** The project the person chose; undefined is their default one. */
  readonly project: string | undefined;
  readonly json: boolean;
  /** Colours on the standard output. */
  readonly colours: boolean;
  readonly style: Style;
  /** Shows an answer: the API's body with `--json`, else the words. */
  show(body: unknown, words: () => string): void;
  /** Shows a page of a list, and how to get the next one. */
  showPage<T>(page: Page<T>, columns: readonly Column<T>[], empty: string): void;
  /** A remark beside the answer, for people only. */
  remark(text: string): void;
};

/** Makes the context of the command that was called. */
export async function contextOf(command: Command, io: Io): Promise<Context> {
  const flags = command.optsWithGlobals<GlobalFlags>();
  const target = chooseTarget(flags, io.environment, await readLogin(io.environment));
  const json = flags.json === true;
  const colours = io.out.isTerminal && io.environment.colours && flags.color;
  const style = styleFor(colours);
  const write = (text: string) => io.out.write(text);
  const show: Context["show"] = (body, words) => write(json ? `${jsonText(body)}\n` : words());
  const remark = (text: string) => {
    if (!json) io.err.write(`${plain(text)}\n`);
  };
  return {
    io,
    client: openClient({ ...target, fetch: io.fetch }),
    project: flags.project,
    json,
    colours,
    style,
    show,
    remark,
    showPage: (page, columns, empty) => {
      if (!json && page.data.length === 0) return remark(empty);
      const width = io.out.isTerminal ? io.out.columns : undefined;
      show(page, () => table(columns, page.data, { style, width }));
      if (page.nextCursor !== null) remark(`More: --cursor ${page.nextCursor}`);
    },
  };
}
