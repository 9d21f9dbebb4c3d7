import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { busyJobs, startCrew } from "./crew.ts";
import { inMs, type Outcome } from "./fault.ts";
import type { Installation } from "./installation.ts";

const LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1";
const OFFSETS = ["+90s", "-90s", "+1h", "-1h"] as const;
const JUMPS = ["+90s", "-1h", "+1h", "-90s", "+0s"] as const;
const JUMP_MS = 3_000;
const MEASURED_MS = 45_000;
/** Later than this at the target would show that somebody trusted their own clock. */
const LATE_MS = 2_000;

/** Workers whose clocks are 90 s and an hour fast and slow, and one whose clock jumps; none has the right time. */
export async function falsifyClocks(installation: Installation): Promise<Outcome> {
  const [library] = globSync(LIBRARY);
  if (library === undefined)
    throw new Error("libfaketime is missing. Install it: apt-get install libfaketime");
  const folder = mkdtempSync(join(tmpdir(), "punctual-clock-"));
  const file = join(folder, "offset");
  writeFileSync(file, "+0s\n");
  const env = (more: Readonly<Record<string, string>>) => ({
    LD_PRELOAD: library,
    DONT_FAKE_MONOTONIC: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
    ...more,
  });
  const clocks: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    ...Object.fromEntries(OFFSETS.map((offset) => [offset, env({ FAKETIME: offset })])),
    jumping: env({ FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1" }),
  };
  try {
    await startCrew(installation, { count: 0, jobs: busyJobs(20) });
    const workers = await Promise.all(
      Object.entries(clocks).map(([name, clock]) =>
        // Ten slots each, so that all of them have a part in it.
        installation.startWorker({ ...clock, WORKER_NAME: name, WORKER_CONCURRENCY: "10" }),
      ),
    );
    const told = workers.map((worker) => String(worker.said("worker started")[0]?.["time"]));
    const from = Date.now();
    for (let passed = 0, jump = 0; passed < MEASURED_MS; passed += JUMP_MS, jump += 1) {
      writeFileSync(file, `${JUMPS[jump % JUMPS.length]}\n`);
      await sleep(JUMP_MS);
    }
    return await judge(installation, from, told);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Arrivals by the target's clock, which is the database's. */
async function judge(
  { sql, target }: Installation,
  from: number,
  told: readonly string[],
): Promise<Outcome> {
  const rows = await sql<{ name: string; runs: number }[]>`
    select w.name, count(a.run_id)::int as runs from workers w
    left join attempts a on a.worker_id = w.id group by 1 order by 1`;
  const late = target.hits
    .filter((hit) => hit.attempt === 1 && hit.scheduledFor > from)
    .map((hit) => hit.arrivedAt - hit.scheduledFor)
    .sort((a, b) => a - b);
  const at = (part: number): number => late[Math.floor(part * (late.length - 1))] ?? Number.NaN;
  const problems = rows
    .filter((row) => row.runs === 0)
    .map((row) => `the worker with clock ${row.name} executed nothing`);
  if (!told.some((time) => Math.abs(Date.parse(time) - from) > 3_000_000))
    problems.push("no worker's clock was an hour off: libfaketime has no effect");
  if (!(at(0) >= 0)) problems.push(`a call came ${-at(0)} ms too early`);
  if (!(at(0.95) <= LATE_MS)) problems.push(`a twentieth came more than ${inMs(LATE_MS)} late`);
  const executed = rows.map((row) => `${row.name}: ${row.runs}`).join(", ");
  return {
    figures: `runs executed by clock: ${executed}; lateness at the target median ${inMs(at(0.5))}, p95 ${inMs(at(0.95))}`,
    problems,
  };
}
