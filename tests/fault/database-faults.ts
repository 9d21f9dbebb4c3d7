import { setTimeout as sleep } from "node:timers/promises";
import { signalProcess } from "../../scripts/processes.ts";
import type { Crew } from "./crew.ts";
import { type Fault, inMs } from "./fault.ts";
import { until } from "./until.ts";

const FIRES_AGAIN_MS = 5_000;
const PAUSE_MS = 2_000;

/** SIGQUIT is PostgreSQL's immediate shutdown, SIGKILL its death; either way it is started again. */
export function endDatabase(signal: "SIGQUIT" | "SIGKILL", times: number): Fault {
  const what = signal === "SIGQUIT" ? "PostgreSQL restarted immediately" : "kill -9 of PostgreSQL";
  return {
    name: `${what}, ${times} times`,
    reach: "first firing ≤ 5 s after its return",
    run: async (crew) => {
      const waits: number[] = [];
      for (let n = 0; n < times; n += 1) {
        waits.push(await endOnce(crew, signal));
        await sleep(PAUSE_MS);
      }
      const slowest = Math.max(...waits);
      return {
        figures: `first firing after its return: ${waits.map(inMs).join(", ")}`,
        problems: slowest <= FIRES_AGAIN_MS ? [] : [`${inMs(slowest)} is longer than 5 s`],
      };
    },
  };
}

async function endOnce({ installation }: Crew, signal: "SIGQUIT" | "SIGKILL"): Promise<number> {
  const { server, target } = installation;
  const pid = server.pid();
  signalProcess(pid, signal);
  const back = await installation.untilServerBack(pid);
  const fired = await until("a firing", 60_000, () =>
    target.hits.find((hit) => hit.scheduledFor > back),
  );
  return fired.arrivedAt - back;
}

/** Every connection of the product is ended by the server, again and again. */
export function endConnections(everyMs: number, forMs: number): Fault {
  return {
    name: `all connections terminated every ${inMs(everyMs)} for ${inMs(forMs)}`,
    reach: "progress in every 5 s",
    run: async ({ installation }) => {
      const { sql, target } = installation;
      const calls: number[] = [];
      let ended = 0;
      for (let window = 0; window < forMs / 5000; window += 1) {
        const before = target.hits.length;
        for (let passed = 0; passed < 5000; passed += everyMs) {
          const rows = await sql`
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()`.catch(() => []);
          ended += rows.length;
          await sleep(Math.min(everyMs, 5000 - passed));
        }
        calls.push(target.hits.length - before);
      }
      return {
        figures: `${ended} connections ended; calls in each 5 s: ${calls.join(", ")}`,
        problems: calls.includes(0) ? ["5 s passed without a call"] : [],
      };
    },
  };
}
