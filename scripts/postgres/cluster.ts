import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Account, canWrite, serverAccount } from "./account.ts";
import { findNatives } from "./natives.ts";

/** Where root keeps what its own folders would hide from the database's user. */
const SHARED_DIR = "/var/lib/punctual";
export const SUPERUSER = "punctual";

export type Cluster = Readonly<{ folder: string; natives: string; account: Account | null }>;

/** Finds the cluster of `dataDir`, or makes a new one with `password` for its only user. */
export async function openCluster(
  dataDir: string,
  password: string,
  log: (text: string) => void,
): Promise<Cluster> {
  const { folder, account } = placeOf(dataDir);
  const natives = findNatives(account, SHARED_DIR);
  const cluster = { folder, natives, account };
  if (existsSync(join(folder, "PG_VERSION"))) return cluster;
  log("Making a new PostgreSQL database …");
  await initialize(cluster, password);
  return cluster;
}

function placeOf(dataDir: string): { folder: string; account: Account | null } {
  const near = join(dataDir, "cluster");
  const key = createHash("sha256").update(dataDir).digest("hex").slice(0, 12);
  const far = join(SHARED_DIR, key, "cluster");
  const folder = existsSync(join(far, "PG_VERSION")) ? far : near;
  const account = serverAccount(folder);
  if (account === null || folder === far) return { folder, account };
  makeFolder(near, account);
  if (canWrite(account, near)) return { folder: near, account };
  makeFolder(far, account);
  return { folder: far, account };
}

function makeFolder(folder: string, account: Account): void {
  const parent = join(folder, "..");
  mkdirSync(folder, { recursive: true });
  chmodSync(parent, 0o711);
  chmodSync(folder, 0o700);
  chownSync(folder, account.uid, account.gid);
}

/** `initdb` leaves nothing behind when it fails, so that the next start begins anew. */
async function initialize(cluster: Cluster, password: string): Promise<void> {
  const { folder, natives, account } = cluster;
  const passwordFile = `${folder}.password`;
  mkdirSync(join(folder, ".."), { recursive: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (account !== null) chownSync(passwordFile, account.uid, account.gid);
  try {
    await promisify(execFile)(
      join(natives, "bin", "initdb"),
      [
        `--pgdata=${folder}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
      ],
      spawnOptions(cluster),
    );
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`PostgreSQL could not make its data folder ${folder}: ${detail}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** The surroundings of PostgreSQL's programs: its user, a folder anybody can stand in, and no settings of ours. */
export function spawnOptions(cluster: Cluster) {
  const { account } = cluster;
  return {
    cwd: "/",
    env: {
      PATH: process.env["PATH"],
      LC_ALL: "C",
      TZ: "UTC",
      NODE_ENV: process.env.NODE_ENV,
    },
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
  };
}
