import { spawn } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** The root of the repository. */
export const ROOT: string = dirname(import.meta.dirname);

/** Preloaded with `--import`, it ends a child of ours when this process is gone. */
export const FOLLOW_PARENT: string = `${pathToFileURL(
  join(import.meta.dirname, "follow-parent.mjs"),
)}?${process.pid}`;

/** How a tool ended, with everything it wrote. */
export type ToolResult = Readonly<{ code: number; output: string; stdout: string }>;

export type ToolOptions = Readonly<{
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  /** Shows what the tool writes while it writes it. */
  show?: boolean;
  /** Ends the tool when this process is gone. */
  follow?: boolean;
  /** Ends the tool. */
  signal?: AbortSignal;
}>;

/** Runs a tool of `node_modules/.bin` with this Node and waits for its end. */
export async function runTool(
  name: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  return runNode([toolPath(name), ...args], options);
}

/** Runs this Node with `args` and waits for its end. */
export async function runNode(
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  const { follow = false, signal } = options;
  const child = spawn(process.execPath, follow ? ["--import", FOLLOW_PARENT, ...args] : args, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe", ...(follow ? (["ipc"] as const) : [])],
    ...(signal === undefined ? {} : { signal }),
  });
  const chunks: string[] = [];
  const stdout: string[] = [];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout.push(text);
    chunks.push(text);
    if (options.show === true) process.stdout.write(text);
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    chunks.push(text);
    if (options.show === true) process.stderr.write(text);
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  child.once("error", () => resolve(127));
  child.once("close", (code) => resolve(code ?? 1));
  return { code: await promise, output: chunks.join(""), stdout: stdout.join("") };
}

/** The file behind a command of `node_modules/.bin`. Throws when the tool is not installed. */
export function toolPath(name: string): string {
  const link = join(ROOT, "node_modules", ".bin", name);
  if (!existsSync(link)) throw new Error(`${name} is not installed. Run: npm ci --include=dev`);
  return realpathSync(link);
}
