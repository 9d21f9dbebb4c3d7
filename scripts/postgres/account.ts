import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";

/** The ordinary user that PostgreSQL runs as when we are root, which it refuses to be. */
export type Account = Readonly<{ name: string; uid: number; gid: number }>;

/** Answers `null` when we are an ordinary user ourselves. Prefers the owner of an existing `cluster`. */
export function serverAccount(cluster: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) {
    return { name: nameOf(owner.uid), uid: owner.uid, gid: owner.gid };
  }
  const found = lookUp("postgres") ?? create("postgres") ?? lookUp("nobody");
  if (found !== null) return found;
  throw new Error(
    "PostgreSQL refuses to run as root, and no user named postgres could be made. Create one (useradd --system postgres) or set DATABASE_URL.",
  );
}

/** True when `account` can start the program at `path`. */
export function canRun(account: Account, path: string): boolean {
  return (
    spawnSync(path, ["--version"], { cwd: "/", uid: account.uid, gid: account.gid }).status === 0
  );
}

/** True when `account` can reach `folder` and write into it. */
export function canWrite(account: Account, folder: string): boolean {
  const check = ["-c", 'cd "$1" && test -w .', "sh", folder];
  const { status } = spawnSync("/bin/sh", check, { cwd: "/", uid: account.uid, gid: account.gid });
  return status === 0;
}

function lookUp(name: string): Account | null {
  const uid = id("-u", name);
  const gid = id("-g", name);
  return uid === null || gid === null || uid === 0 ? null : { name, uid, gid };
}

function create(name: string): Account | null {
  const shell = "/usr/sbin/nologin";
  const made =
    spawnSync("useradd", ["--system", "--no-create-home", "--shell", shell, name]).status === 0 ||
    spawnSync("adduser", ["-S", "-H", "-s", "/sbin/nologin", name]).status === 0;
  return made ? lookUp(name) : null;
}

function nameOf(uid: number): string {
  const { status, stdout } = spawnSync("id", ["-un", String(uid)], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : String(uid);
}

function id(what: "-u" | "-g", name: string): number | null {
  const { status, stdout } = spawnSync("id", [what, name], { encoding: "utf8" });
  return status === 0 ? Number(stdout.trim()) : null;
}
