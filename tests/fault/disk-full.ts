import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { row } from "./books.ts";
import { busyJobs, startCrew } from "./crew.ts";
import { type Check, inMs, type Outcome, tooSlow } from "./fault.ts";
import type { Installation } from "./installation.ts";
import { until } from "./until.ts";
import { startWeb, type Web } from "./web-process.ts";

const SIZE = "256m";
const MIB = Buffer.alloc(1024 * 1024, 1);
const FULL_MS = 30_000;
const RECOVERED_MS = 30_000;
const REACH = "no corruption, API 503, work ≤ 30 s after space is back";

/** PostgreSQL's data folder on a file system that fills up. Needs root, and `mount`. */
export const diskFull: Check = {
  name: "disk-full",
  run: async (tell) => {
    const folder = mkdtempSync(join(tmpdir(), "punctual-full-"));
    const unmount = () => spawnSync("umount", ["--lazy", folder]);
    const { status, stderr } = spawnSync(
      "mount",
      ["-t", "tmpfs", "-o", `size=${SIZE},mode=0711`, "tmpfs", folder],
      { encoding: "utf8" },
    );
    if (status !== 0) {
      rmdirSync(folder);
      throw new Error(`A small file system is needed, which takes root: ${stderr}`);
    }
    process.once("exit", unmount);
    const check = row({
      name: "disk-full",
      what: `the disk full for ${inMs(FULL_MS)}`,
      reach: REACH,
      run: (installation) => fillUp(installation, join(folder, "ballast")),
      options: {
        dataDir: folder,
        settings: { max_wal_size: "64MB", min_wal_size: "32MB", wal_recycle: "off" },
      },
    });
    await check.run(tell).finally(() => {
      process.removeListener("exit", unmount);
      unmount();
      rmSync(folder, { recursive: true, force: true });
    });
  },
};

async function fillUp(installation: Installation, ballast: string): Promise<Outcome> {
  const web = await startWeb(installation);
  try {
    await startCrew(installation, { count: 2, jobs: busyJobs(40) });
    const { id } = await installation.addJob({ delayMs: 0 });
    await sleep(5_000);
    fill(ballast);
    const statuses = await askWhileFull(web, id);
    // Space that came free meanwhile was filled again; all of it comes back at once.
    rmSync(ballast);
    const freedAt = Date.now();
    const fired = await until("a firing", 120_000, () =>
      installation.target.hits.find((hit) => hit.scheduledFor > freedAt),
    );
    await until("an answer of the API", 120_000, async () =>
      (await web.call("POST", `/jobs/${id}/runs`)).status < 300 ? true : null,
    );
    const apiMs = Date.now() - freedAt;
    const firedMs = fired.arrivedAt - freedAt;
    const broken = await findCorruption(installation);
    const told = [...Map.groupBy(statuses, (one) => one)].map(
      ([status, all]) => `${all.length} × ${status}`,
    );
    const problems = [...tooSlow(Math.max(firedMs, apiMs), RECOVERED_MS), ...broken];
    if (!statuses.includes(503)) problems.push("the API never said 503");
    const others = statuses.filter((status) => status !== 503 && status >= 400);
    if (others.length > 0)
      problems.push(`the API also answered ${[...new Set(others)].join(", ")}`);
    return {
      figures: `API meanwhile: ${told.join(", ")}; afterwards it answered after ${inMs(apiMs)}, first firing after ${inMs(firedMs)}, ${broken.length} broken tables`,
      problems,
    };
  } finally {
    await web.end();
  }
}

/** Writes until there is no room for a single byte more. */
function fill(ballast: string): void {
  const file = openSync(ballast, "a");
  try {
    for (let size = MIB.length; size > 0; ) {
      try {
        writeSync(file, MIB, 0, size);
      } catch {
        size = Math.floor(size / 2);
      }
    }
  } finally {
    closeSync(file);
  }
}

async function askWhileFull(web: Web, job: string): Promise<number[]> {
  const statuses: number[] = [];
  const end = performance.now() + FULL_MS;
  while (performance.now() < end) {
    statuses.push((await web.call("POST", `/jobs/${job}/runs`)).status);
    await sleep(250);
  }
  return statuses;
}

/** Reads every row of every table: each page has a checksum. */
async function findCorruption({ sql }: Installation): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'pgboss')`;
  const broken: string[] = [];
  for (const { name } of tables)
    await sql.unsafe(`select count(t::text) from ${name} as t`).catch((error: unknown) => {
      broken.push(`${name}: ${String(error)}`);
    });
  const [row] = await sql<{ sums: string; failures: number }[]>`
    select current_setting('data_checksums') as sums,
      coalesce(sum(checksum_failures), 0)::int as failures from pg_stat_database`;
  if (row?.sums !== "on") broken.push("the pages have no checksums, so this says nothing");
  if (row?.failures !== 0) broken.push(`${row?.failures} pages have a wrong checksum`);
  return broken;
}
