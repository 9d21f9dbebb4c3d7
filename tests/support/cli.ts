import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { readEnvironment } from "../../cli/environment.ts";
import type { Io } from "../../cli/io.ts";
import { main } from "../../cli/main.ts";

export type CliOptions = {
  readonly fetch: typeof fetch;
  readonly env?: Readonly<Record<string, string>>;
  /** What is piped into it. */
  readonly input?: string;
  /** Standard output is a terminal this wide. */
  readonly columns?: number;
  readonly wait?: () => Promise<void>;
};

export type CliResult = { readonly code: number; readonly out: string; readonly err: string };

/** A settings folder of one's own, gone with the test file. */
export function settingsFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "punctual-cli-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs the command line client in this process. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const written = { out: "", err: "" };
  const output = (name: "out" | "err") => ({
    isTerminal: options.columns !== undefined,
    columns: options.columns,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const lines = (options.input ?? "").split("\n");
  const io: Io = {
    out: output("out"),
    err: output("err"),
    input: {
      isTerminal: false,
      readAll: async () => options.input ?? "",
      ask: async () => lines.shift() ?? "",
    },
    environment: readEnvironment({ PUNCTUAL_URL: "http://punctual.test", ...options.env }),
    fetch: options.fetch,
    now: () => Date.now(),
    wait: options.wait ?? (async () => undefined),
  };
  return { code: await main(args, io), ...written };
}
