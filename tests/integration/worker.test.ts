import pino from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../db/client.ts";
import { setDraining } from "../../db/queries/worker-list.ts";
import { newId } from "../../lib/platform/ids.ts";
import type { Platform } from "../../lib/services/context.ts";
import { cancelRuns } from "../../lib/services/runs/cancel.ts";
import { endOverdueAttempts } from "../../lib/services/runs/put-right.ts";
import { openSecretReader } from "../../lib/services/secrets/reader.ts";
import { startWorker, type Worker } from "../../worker/worker.ts";
import { createFakeExecutor } from "../support/fake-executor.ts";
import { openHeart, type RunRow } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T08:00:30Z", { listen: true });
const { clock, database, platform, sql } = heart;

/** Short, so that a beat comes every half second. */
const LEASE_SECONDS = 3;
const COMPLETED = { outcome: "completed", result: null } as const;

const running = new Set<Worker>();

type Options = { slots?: number; platform?: Platform; heartbeatUrl?: string };

/** A worker with an executor the test ends by hand, and a monotonic clock it moves by hand. */
async function start(options: Options = {}) {
  const { slots = 5, heartbeatUrl = database.url } = options;
  const executor = createFakeExecutor();
  const id = newId();
  let monotonic = 0;
  const worker = await startWorker({
    platform: options.platform ?? platform,
    connectHeartbeat: () => openDatabase({ url: heartbeatUrl, max: 1, name: "heartbeat" }),
    self: { id, name: "test", version: "0", pools: ["default"], slots },
    executors: new Map([["http", executor]]),
    secrets: openSecretReader(platform.db, []),
    leaseSeconds: LEASE_SECONDS,
    publicUrl: "http://punctual.test",
    monotonic: () => monotonic,
    random: () => 0.5,
    log: pino({ level: "silent" }),
  });
  running.add(worker);
  const stop = async (graceMs = 0): Promise<void> => {
    running.delete(worker);
    await worker.stop(graceMs);
  };
  const passTime = (ms: number): void => {
    monotonic += ms;
  };
  return { id, executor, stop, passTime };
}

/** Looks whenever something is told to have changed, until `look` answers something else than null. */
async function until<Value>(look: () => Promise<Value | null>): Promise<Value> {
  for (;;) {
    const { promise: hint, resolve } = Promise.withResolvers<void>();
    const unhear = platform.hints.hear(() => resolve());
    const found = await look();
    if (found === null) await Promise.race([hint, sql`select pg_sleep(0.02)`]);
    unhear();
    if (found !== null) return found;
  }
}

const when = (runId: string, isSo: (run: RunRow) => boolean): Promise<RunRow> =>
  until(async () => {
    const run = await heart.run(runId);
    return isSo(run) ? run : null;
  });

const whenFinal = (runId: string) => when(runId, (run) => run.finished_at !== null);

async function openOne(policies: object = {}): Promise<string> {
  const job = await heart.makeJob({ policies });
  return heart.openRun(job.id);
}

/** Waits for a whole beat of a worker that began after now. */
async function beat(workerId: string): Promise<void> {
  for (let beats = 0; beats < 2; beats += 1) {
    const now = await clock.advance(1);
    await until(async () => {
      const [row] =
        await sql`select 1 from workers where id = ${workerId} and heartbeat_at = ${now}`;
      return row ?? null;
    });
  }
}

const logOf = (runId: string) =>
  sql<{ stream: string; text: string; attempt: number }[]>`
    select stream, text, attempt from run_logs where run_id = ${runId} order by seq`;

afterEach(async () => {
  await Promise.all([...running].map((worker) => worker.stop(0)));
  running.clear();
  expect(await heart.strays()).toEqual([]);
  expect(await heart.unsound()).toEqual([]);
});

describe("a worker", () => {
  it("plans a slot at its moment, executes it, and keeps result, log and progress", async () => {
    const { executor, id } = await start();
    const schedule = { kind: "once", in: "30s" } as const;
    const job = await heart.makeJob({ schedule, params: { url: "http://127.0.0.1:9/x" } });
    await clock.advance(30_000);
    platform.hints.send("jobs");
    const call = await executor.next();
    const [run] = await heart.runs(job.id);
    expect(call.execution).toMatchObject({
      runId: run?.id,
      jobId: job.id,
      jobName: job.name,
      attempt: 1,
      trigger: "schedule",
      scheduledFor: Date.parse("2026-03-02T08:01:00Z"),
      timeoutMs: 60_000,
      config: { url: "http://127.0.0.1:9/x", method: "GET" },
    });
    call.context.log("stdout", "first line");
    call.context.log("stderr", "second line");
    call.context.progress({ percent: 40, message: "half way" });
    await until(async () => {
      const [told] = await sql`select data from events where type = 'run.progress'`;
      return told ?? null;
    });
    call.end({ outcome: "completed", result: { rows: 3 } });
    expect(await whenFinal(run?.id ?? "")).toMatchObject({
      status: "completed",
      result: { rows: 3 },
      worker_id: id,
    });
    await until(async () => ((await logOf(run?.id ?? "")).length === 2 ? true : null));
    expect((await logOf(run?.id ?? "")).map((line) => line.text)).toEqual([
      "first line",
      "second line",
    ]);
  });

  it("takes no more runs than it has slots, and the next one when a slot is free", async () => {
    const { executor } = await start({ slots: 2 });
    const job = await heart.makeJob({ policies: { overlap: "allow" } });
    for (let made = 0; made < 3; made += 1) await heart.openRun(job.id);
    const first = await executor.next();
    await executor.next().then((second) => second.end(COMPLETED));
    const third = await executor.next();
    expect(executor.calls()).toBe(3);
    first.end(COMPLETED);
    third.end(COMPLETED);
    await until(async () => {
      const left = await sql`select 1 from runs where status <> 'completed'`;
      return left.length === 0 ? true : null;
    });
  });

  it("that drains claims nothing, until it is told to go on", async () => {
    const drained = await start({ slots: 1 });
    await platform.db.transaction((tx) => setDraining(tx, drained.id, true));
    await beat(drained.id);
    const other = await start();
    for (let made = 0; made < 5; made += 1) {
      const id = await openOne();
      (await other.executor.next()).end(COMPLETED);
      await whenFinal(id);
    }
    expect(drained.executor.calls()).toBe(0);
    await other.stop();
    const id = await openOne();
    await platform.db.transaction((tx) => setDraining(tx, drained.id, false));
    (await drained.executor.next()).end(COMPLETED);
    await whenFinal(id);
  });

  it("goes on after faults of the database in every loop, and reports each end once", async () => {
    let faults = 0;
    const faulty =
      <Method extends "execute" | "transaction">(name: Method) =>
      (...given: unknown[]): unknown => {
        if (faults > 0) {
          faults -= 1;
          return Promise.reject(new Error("the connection was lost"));
        }
        return Reflect.apply(platform.db[name], platform.db, given);
      };
    const db = new Proxy(platform.db, {
      get: (target, name) =>
        name === "execute" || name === "transaction"
          ? faulty(name)
          : Reflect.get(target, name, target),
    });
    faults = 8;
    const { executor } = await start({ platform: { ...platform, db } });
    const id = await openOne();
    const call = await executor.next();
    faults = 4;
    call.end({ outcome: "completed", result: "done" });
    expect(await whenFinal(id)).toMatchObject({ status: "completed", result: "done" });
    const schedule = { kind: "once", in: "30s" } as const;
    await heart.makeJob({ schedule });
    faults = 6;
    await clock.advance(30_000);
    (await executor.next()).end(COMPLETED);
    await until(async () => {
      const left = await sql`select 1 from runs where finished_at is null`;
      return left.length === 0 ? true : null;
    });
    expect(executor.calls()).toBe(2);
  });
});

describe("a worker that stops", () => {
  it("waits for what runs, within its grace", async () => {
    const { executor, stop, id } = await start();
    const runId = await openOne();
    const call = await executor.next();
    const stopped = stop(20_000);
    call.end(COMPLETED);
    await stopped;
    expect((await heart.run(runId)).status).toBe("completed");
    const [row] =
      await sql`select stopped_at is not null as stopped, slots_used from workers where id = ${id}`;
    expect(row).toEqual({ stopped: true, slots_used: 0 });
  });

  it("gives back what still runs, uncharged, for another to take at once", async () => {
    const { executor, stop } = await start();
    const runId = await openOne({ retry: { maxAttempts: 1 } });
    const call = await executor.next();
    const stopped = stop(10);
    expect(await call.aborted).toBe("shutdown");
    call.end({ outcome: "abandoned", cause: "shutdown" });
    await stopped;
    expect(await heart.run(runId)).toMatchObject({
      status: "pending",
      release_count: 1,
      lost_count: 0,
    });
    expect(await heart.strays()).toEqual([]);
    const next = await start();
    const again = await next.executor.next();
    expect(again.execution).toMatchObject({ runId, attempt: 2 });
    again.end(COMPLETED);
    await whenFinal(runId);
  });

  it("claims nothing any more", async () => {
    const { executor, stop } = await start();
    await stop();
    await openOne();
    expect(executor.calls()).toBe(0);
    expect((await heart.claimOne()).run.attempt).toBe(1);
  });
});

describe("a request to cancel", () => {
  it("reaches the work through its signal, and the run is cancelled", async () => {
    const { executor } = await start();
    const runId = await openOne();
    const call = await executor.next();
    await cancelRuns(platform, [runId], "user");
    expect(await call.aborted).toBe("cancelled");
    call.end({ outcome: "cancelled" });
    expect(await whenFinal(runId)).toMatchObject({ status: "cancelled", reason: "user" });
  });

  it("is brought by the heartbeat when its hint is lost", async () => {
    const silent = { ...platform.hints, send: () => undefined };
    const { executor } = await start();
    const runId = await openOne();
    const call = await executor.next();
    await cancelRuns({ ...platform, hints: silent }, [runId], "user");
    expect(await call.aborted).toBe("cancelled");
    call.end({ outcome: "cancelled" });
    await whenFinal(runId);
  });
});

describe("a lease", () => {
  it("is renewed as long as the work goes on", async () => {
    const { executor } = await start();
    const runId = await openOne();
    const call = await executor.next();
    for (let beats = 0; beats < 2; beats += 1) {
      const now = await clock.advance(1_000);
      const renewed = now.getTime() + LEASE_SECONDS * 1000;
      await when(runId, (run) => run.lease_expires_at?.getTime() === renewed);
    }
    call.end(COMPLETED);
    await whenFinal(runId);
  });

  it("that cannot be renewed ends the work before it ends itself (5/6 of it)", async () => {
    const { executor, passTime } = await start({
      heartbeatUrl: "postgres://nobody@127.0.0.1:1/none",
    });
    const runId = await openOne();
    const call = await executor.next();
    passTime((LEASE_SECONDS * 1000 * 5) / 6);
    expect(await call.aborted).toBe("lost");
    call.end({ outcome: "abandoned", cause: "lost" });
    expect(await when(runId, (run) => run.lost_count === 1)).toMatchObject({ lost_count: 1 });
    (await executor.next()).end(COMPLETED);
    expect(await whenFinal(runId)).toMatchObject({ status: "completed", attempt: 2 });
  });

  it("lost to a second attempt at the same worker does not take that one's lease along", async () => {
    const { executor } = await start();
    const runId = await openOne();
    const first = await executor.next();
    await clock.advance(LEASE_SECONDS * 1000);
    await endOverdueAttempts(platform, () => 0.5);
    const second = await executor.next();
    expect(second.execution).toMatchObject({ runId, attempt: 2 });
    expect(await first.aborted).toBe("lost");
    first.end({ outcome: "abandoned", cause: "lost" });
    await until(async () => {
      const [late] =
        await sql`select 1 from attempts where run_id = ${runId} and late_report is not null`;
      return late ?? null;
    });
    const now = await clock.advance(1_000);
    const renewed = now.getTime() + LEASE_SECONDS * 1000;
    await when(runId, (run) => run.lease_expires_at?.getTime() === renewed);
    expect(second.context.signal.aborted).toBe(false);
    second.end(COMPLETED);
    expect(await whenFinal(runId)).toMatchObject({ status: "completed", attempt: 2 });
  });
});

describe("what work leaves behind", () => {
  it("is stored whatever characters it holds", async () => {
    const { executor } = await start();
    const good = await openOne();
    (await executor.next()).end({
      outcome: "completed",
      result: { "na\u0000me": ["nul \u0000", "half \ud800", "whole \u{1f600}"] },
    });
    expect(await whenFinal(good)).toMatchObject({
      status: "completed",
      result: { "na\ufffdme": ["nul \ufffd", "half \ufffd", "whole \u{1f600}"] },
    });
    const bad = await openOne();
    (await executor.next()).end({
      outcome: "failed",
      error: { code: "network", message: "said \u0000 and \udfff" },
      retryable: false,
      retryAfterSeconds: null,
    });
    expect(await whenFinal(bad)).toMatchObject({
      status: "failed",
      error_message: "said \ufffd and \ufffd",
    });
  });

  it("ends as a fault of the executor when that throws, with its words in the log", async () => {
    const { executor } = await start();
    const runId = await openOne({ retry: { maxAttempts: 1 } });
    const call = await executor.next();
    call.end(Promise.reject(new Error("a bug of the executor")) as never);
    expect(await whenFinal(runId)).toMatchObject({ status: "failed", reason: "worker_error" });
    await until(async () => ((await logOf(runId)).length > 0 ? true : null));
    expect((await logOf(runId))[0]).toMatchObject({
      stream: "system",
      text: expect.stringContaining("a bug of the executor"),
    });
  });

  it("is kept of its log up to 1 MiB, then a note, line by line whatever they hold", async () => {
    const { executor, stop } = await start();
    const runId = await openOne();
    const { context, end } = await executor.next();
    context.log("stdout", "nul \u0000, half \ud800");
    // Cut to 16,384 characters in the middle of a pair.
    context.log("stderr", `${"x".repeat(16_383)}\u{1f600}`);
    const line = "y".repeat(1023);
    for (let written = 0; written < 1100; written += 1) context.log("stdout", line);
    end(COMPLETED);
    await whenFinal(runId);
    await stop();
    const lines = await logOf(runId);
    expect(lines[0]).toMatchObject({ stream: "stdout", text: "nul \ufffd, half \ufffd" });
    expect(lines[1]?.text).toBe(`${"x".repeat(16_383)}\ufffd`);
    expect(lines.at(-1)).toMatchObject({
      stream: "system",
      text: "The log was cut here: it is longer than 1 MiB.",
    });
    const bytes = lines.reduce((sum, { text }) => sum + Buffer.byteLength(text) + 1, 0);
    expect(bytes).toBeGreaterThan(1_048_576 - 2048);
    expect(bytes).toBeLessThan(1_048_576 + 100);
  });

  it("is kept apart by attempt", async () => {
    const { executor, stop } = await start();
    const runId = await openOne({ retry: { maxAttempts: 2, delaySeconds: 0, maxDelaySeconds: 0 } });
    for (const word of ["one", "two"]) {
      const { context, end } = await executor.next();
      context.log("stdout", word);
      end({
        outcome: "failed",
        error: { code: "network", message: "No." },
        retryable: true,
        retryAfterSeconds: null,
      });
    }
    await whenFinal(runId);
    await stop();
    expect([...(await logOf(runId))]).toEqual([
      { stream: "stdout", text: "one", attempt: 1 },
      { stream: "stdout", text: "two", attempt: 2 },
    ]);
  });
});
