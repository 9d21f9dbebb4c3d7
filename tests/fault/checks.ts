import { row } from "./books.ts";
import { cancelAtRandom } from "./cancels.ts";
import { byTests } from "./checks-by-vitest.ts";
import { falsifyClocks } from "./clocks.ts";
import { busyJobs, startCrew, startLanes } from "./crew.ts";
import { crowd } from "./crowd.ts";
import { cutOff } from "./cut-off.ts";
import { endConnections, endDatabase } from "./database-faults.ts";
import { diskFull } from "./disk-full.ts";
import type { Check, Fault } from "./fault.ts";
import { chaos } from "./mix.ts";
import { stopEverything } from "./outage.ts";
import { plantBugs } from "./plant-bugs.ts";
import { swallowHints } from "./swallowed-hints.ts";
import { callHostileTargets } from "./targets.ts";
import { killWeb } from "./web-faults.ts";
import { endWithRuns, freezeIn, killIn } from "./worker-faults.ts";

/** A fault by itself, done to `count` workers with `jobs` busy jobs. */
function alone(name: string, fault: Fault, crew: { count: number; jobs: number }): Check {
  return row({
    name,
    what: fault.name,
    reach: fault.reach,
    run: async (installation) => {
      const { count, jobs } = crew;
      return fault.run(await startCrew(installation, { count, jobs: busyJobs(jobs) }));
    },
  });
}

/** These keep the machine busy, and what they measure is speed: one after the other. */
export const BUSY: readonly Check[] = [
  chaos,
  row({
    name: "kill-9",
    what: "kill -9 of a worker mid-run, 50 times",
    reach: "pending again ≤ lease + 10 s, 0 lost",
    run: async (installation) => {
      const jobs = [{ every: "1s", delayMs: 700 }];
      const lanes = 10;
      // All the others may be dead at the same moment; somebody must be there to see that their leases end.
      await installation.startWorker({ WORKER_POOLS: "keeper" });
      // Twice the shortest lease: fifty workers that start leave little time for those that are to beat.
      const crews = await startLanes(installation, { lanes, leaseSeconds: 10, count: 1, jobs });
      return killIn(crews, 50 / lanes);
    },
  }),
  row({
    name: "zombie",
    what: "a worker frozen past its lease, 50 times",
    reach: "stale result refused 50/50",
    run: async (installation) =>
      freezeIn(await startLanes(installation, { lanes: 5, count: 2, jobs: [] }), 10),
  }),
  alone("restart", endDatabase("SIGQUIT", 10), { count: 2, jobs: 12 }),
  alone("crash", endDatabase("SIGKILL", 10), { count: 2, jobs: 12 }),
  alone("terminate", endConnections(2000, 60_000), { count: 2, jobs: 20 }),
  alone("sigterm", endWithRuns, { count: 1, jobs: 4 }),
  row({
    name: "listen",
    what: "the LISTEN connection swallowed",
    reach: "start delay ≤ slow beat (1 s) + 1 s",
    run: swallowHints,
  }),
  row({
    name: "clocks",
    what: "workers with clocks ±90 s, ±1 h and jumping",
    reach: "C1 zero, lateness as ever",
    run: falsifyClocks,
  }),
  row({
    name: "outage",
    what: "all workers gone for 10 s",
    reach: "the ledger equals the misfire policy exactly",
    run: stopEverything,
  }),
  row({
    name: "targets",
    what: "slow, dead, dripping, huge, endless and compressed-bomb targets",
    reach: "total timeout ± 1 s, memory + ≤ 50 MB, stored ≤ 64 KiB",
    run: callHostileTargets,
  }),
  row({
    name: "cancels",
    what: "5,000 cancels at random moments",
    reach: "exactly one final state each",
    run: cancelAtRandom,
  }),
  row({
    name: "crowd",
    what: "10,000 jobs due at once",
    reach: "every slot decided, nothing lost, the API answers",
    run: crowd,
  }),
  diskFull,
  row({
    name: "web",
    what: "kill -9 of the web process under npm start, 3 times",
    reach: "started again ≤ 15 s, the live stream without loss",
    run: killWeb,
  }),
  plantBugs,
];

/** These wait most of their time, and go on beside the others. */
export const QUIET: readonly Check[] = [
  alone("cut-7", cutOff(7000, 60), { count: 0, jobs: 0 }),
  alone("cut-90", cutOff(90_000, 60), { count: 0, jobs: 0 }),
  byTests({
    name: "firing",
    what: "a crash after each statement of the firing transaction, and of the others",
    reach: "nothing has changed at any point",
    file: "tests/integration/planner-crash.test.ts",
    only: "a crash after any statement",
  }),
  byTests({
    name: "outages",
    what: "outages of 10 minutes and 25 hours, on the test clock",
    reach: "the ledger equals the misfire policy exactly",
    file: "tests/integration/outage.test.ts",
  }),
];
