import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type Installation, openInstallation } from "../fault/installation.ts";
import { until, untilTrue } from "../fault/until.ts";
import {
  type ContainerEngine,
  openContainerEngine,
  TEST_IMAGE,
} from "../support/container-engine.ts";

const MINUTE = 60_000;
const WAIT_MS = 40_000;

let engine: ContainerEngine;
let installation: Installation;

beforeAll(async () => {
  [engine, installation] = await Promise.all([openContainerEngine(), openInstallation()]);
}, MINUTE);

afterEach(async () => {
  await installation.stopWorkers();
  expect(installation.workers.flatMap((worker) => worker.complaints())).toEqual([]);
});

afterAll(async () => {
  await installation.close();
  await engine.close();
}, MINUTE);

/** A job whose container runs this in its shell. */
function jobOf(command: string) {
  const container = { image: TEST_IMAGE, command, network: "none" };
  return installation.addJob({ delayMs: 0, container });
}

async function untilStatus(runId: string, status: string) {
  return until(`${runId} is ${status}`, WAIT_MS, async () => {
    const [run] = await installation.sql`select * from runs where id = ${runId}`;
    return run?.["status"] === status ? run : null;
  });
}

/** Waits until this line stands in the log of a run. */
function untilLogged(runId: string, text: string): Promise<void> {
  return untilTrue(`${runId} logs ${text}`, WAIT_MS, async () => {
    const lines = await installation.sql`
      select 1 from run_logs where run_id = ${runId} and text = ${text} and stream = 'stdout'`;
    return lines.length > 0;
  });
}

describe("workers", () => {
  test(
    "without an engine leave runs of containers to those with one, and go on with others",
    async () => {
      const { sql, startWorker, run } = installation;
      const plain = await startWorker();
      const contained = await run(await jobOf("echo hello; exit 0"));
      const called = await run(await installation.addJob({ delayMs: 0 }));
      await untilStatus(called, "completed");
      expect(await untilStatus(contained, "pending")).toMatchObject({
        attempt: 0,
        needs: "containers",
      });
      const able = await startWorker({ CONTAINERS: engine.url });
      const done = await untilStatus(contained, "completed");
      expect(done).toMatchObject({ result: { exitCode: 0 }, worker_id: able.id });
      await untilLogged(contained, "hello");
      const workers = await sql`select id, capabilities from workers where stopped_at is null`;
      expect(new Map(workers.map((worker) => [worker["id"], worker["capabilities"]]))).toEqual(
        new Map([
          [plain.id, []],
          [able.id, ["containers"]],
        ]),
      );
    },
    MINUTE,
  );

  test(
    "that are killed leave containers: the next attempt removes its own, a look at the engine those of no run",
    async () => {
      const { sql, startWorker, run } = installation;
      const first = await startWorker({ CONTAINERS: engine.url });
      const again = await run(
        await jobOf('echo "attempt $PUNCTUAL_ATTEMPT"; test "$PUNCTUAL_ATTEMPT" = 2 || sleep 600'),
      );
      const never = await run(await jobOf("echo there; sleep 600"));
      await Promise.all([untilLogged(again, "attempt 1"), untilLogged(never, "there")]);
      const left = engine.containers();
      expect(left).toHaveLength(2);
      await first.end("SIGKILL");
      expect(engine.containers()).toEqual(left);
      await sql`update runs set lost_count = 2 where id = ${never}`;
      // Its first look at the engine comes while the leases are held still; a later one finds the orphan.
      await startWorker({ CONTAINERS: engine.url });
      expect(await untilStatus(again, "completed")).toMatchObject({ attempt: 2, lost_count: 1 });
      await untilLogged(again, "attempt 2");
      expect(await untilStatus(never, "failed")).toMatchObject({ error_code: "worker_lost" });
      await untilTrue("the orphan is gone", WAIT_MS, () => engine.containers().length === 0);
    },
    MINUTE,
  );
});
