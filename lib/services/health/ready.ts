import type { Db } from "../../../db/client.ts";
import { isSchemaCurrent } from "../../../db/queries/schema-state.ts";
import { hasLiveWorker } from "../../../db/queries/worker-list.ts";
import type { ReadyView } from "../../contracts/health.ts";
import type { Platform } from "../context.ts";
import { ALIVE_SECONDS } from "../workers/view.ts";

type Checks = ReadyView["checks"];
type Check = Checks["database"];

const UNKNOWN: Check = { ok: false, detail: "unknown, because the database does not answer" };

/** Whether database, migrations and a worker are there. Never throws: what fails is in the answer. */
export async function checkReady(open: () => Promise<Pick<Platform, "db">>): Promise<ReadyView> {
  const checks = await checkAll(open);
  const isOk = Object.values(checks).every((check) => check.ok);
  return { status: isOk ? "ok" : "unavailable", checks };
}

async function checkAll(open: () => Promise<Pick<Platform, "db">>): Promise<Checks> {
  try {
    const { db } = await open();
    const migrations = await checkMigrations(db);
    const worker = migrations.ok ? await checkWorker(db) : UNKNOWN;
    return { database: { ok: true, detail: "answers" }, migrations, worker };
  } catch {
    // The reason is in the log of whoever opened the database; this answer is public.
    const database = { ok: false, detail: "does not answer" };
    return { database, migrations: UNKNOWN, worker: UNKNOWN };
  }
}

async function checkMigrations(db: Db): Promise<Check> {
  return (await isSchemaCurrent(db))
    ? { ok: true, detail: "all applied" }
    : { ok: false, detail: "some are missing: run npm run migrate" };
}

async function checkWorker(db: Db): Promise<Check> {
  return (await hasLiveWorker(db, ALIVE_SECONDS))
    ? { ok: true, detail: "at least one is alive" }
    : { ok: false, detail: "none is alive: start one with npm run worker" };
}
