import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isObject } from "../lib/domain/json.ts";
import { UsageError } from "./errors.ts";
import type { Environment } from "./io.ts";

/** Where `login` went, and what it got there. */
export type StoredLogin = { readonly url: string; readonly token: string };

/** The file `login` writes: `~/.config/punctual/config.json` unless `XDG_CONFIG_HOME` says otherwise. */
export function loginFile({ settings }: Environment): string {
  return join(settings, "punctual", "config.json");
}

/** What the last `login` left, null when there was none. Throws UsageError for a file that cannot be understood. */
export async function readLogin(environment: Environment): Promise<StoredLogin | null> {
  const file = loginFile(environment);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw new UsageError(`${file} cannot be read: ${error.message}`, { cause: error });
  });
  return text === null ? null : parseLogin(text, file);
}

function parseLogin(text: string, file: string): StoredLogin {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value) && typeof value["url"] === "string" && typeof value["token"] === "string")
      return { url: value["url"], token: value["token"] };
  } catch {
    // Said below.
  }
  throw new UsageError(`${file} is not what punctual login writes. Delete it and sign in again.`);
}

/** Keeps a login for the owner's eyes only. The file is never there half written. */
export async function writeLogin(environment: Environment, login: StoredLogin): Promise<string> {
  const file = loginFile(environment);
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, file);
  return file;
}

/** Forgets the login, also when there is none. */
export async function removeLogin(environment: Environment): Promise<void> {
  await rm(loginFile(environment), { force: true });
}
