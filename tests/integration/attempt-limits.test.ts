import { sql } from "drizzle-orm";
import pino from "pino";
import { expect, it } from "vitest";
import { rowsOf } from "../../db/sql.ts";
import { LOG_CUT } from "../../lib/domain/log-room.ts";
import { claimRuns } from "../../lib/services/runs/claim.ts";
import { finishAttempts } from "../../lib/services/runs/finish.ts";
import { LogBuffer } from "../../worker/log-buffer.ts";
import { createTestDatabase } from "../support/database.ts";
import { startRest } from "../support/rest.ts";

const MIB = 1_048_576;
const WORKER = "00000000-0000-7000-8000-000000000001";

const api = await startRest(await createTestDatabase());

/** A run in the hands of a worker. */
async function claimed() {
  const body = {
    name: "Talkative",
    template: "http-request",
    params: { url: "http://127.0.0.1:9/" },
    schedule: { kind: "manual" },
    policies: { overlap: "allow" },
  };
  const job = await api.call("POST /jobs", { body });
  await api.call(`POST /jobs/${job.body.id}/runs`);
  const lease = { workerId: WORKER, leaseSeconds: 600 };
  const [work] = await claimRuns(api.platform, { pools: ["default"] }, 1, lease);
  if (work === undefined) throw new Error("nothing was claimed");
  return work;
}

async function finish(result: unknown) {
  const { run, policies } = await claimed();
  const report = { outcome: "completed" } as const;
  await finishAttempts(api.platform, [
    { ...run, runId: run.id, policies, report, result, random: 0 },
  ]);
  return (await api.call(`GET /runs/${run.id}`)).body;
}

it("keeps 64 KiB of any executor's result, and says when there was more", async () => {
  expect((await finish({ text: "x".repeat(65_000) })).result.text).toHaveLength(65_000);
  const cut = await finish({ text: "x".repeat(70_000) });
  expect(cut.result).toMatchObject({ truncated: true, bytes: 70_011 });
  expect(JSON.stringify(cut.result).length).toBeLessThanOrEqual(65_536);
  expect(cut.attempts[0].result).toEqual(cut.result);
});

it.each([
  ["short lines", "0123456789".repeat(10), 20_000],
  ["lines that are shortened", "x".repeat(100_000), 200],
  ["characters that take more room once they can be stored", "\0".repeat(16_000), 200],
])("keeps 1 MiB of an attempt's log in order, then a note: %s", async (_, text, count) => {
  const { run } = await claimed();
  const buffer = new LogBuffer(api.platform, pino({ level: "silent" }));
  const log = buffer.open(run.id, 1);
  for (let line = 0; line < count; line += 1) log("stdout", text);
  await buffer.drain();
  const lines = await rowsOf<{ text: string; stream: string; bytes: number }>(
    api.platform.db,
    sql`select text, stream, octet_length(text) + 1 as bytes from run_logs where run_id = ${run.id}::uuid order by seq`,
  );
  const [note, ...kept] = lines.toReversed();
  expect(note).toMatchObject({ text: LOG_CUT, stream: "system" });
  const bytes = kept.reduce((sum, line) => sum + line.bytes, 0);
  expect(bytes).toBeLessThanOrEqual(MIB);
  expect(bytes).toBeGreaterThan(MIB * 0.95);
  expect(new Set(kept.map((line) => line.stream))).toEqual(new Set(["stdout"]));
});
