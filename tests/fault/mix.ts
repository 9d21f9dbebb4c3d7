import { tellPromises } from "./books.ts";
import { busyJobs, startCrew } from "./crew.ts";
import { cutOff } from "./cut-off.ts";
import { endConnections, endDatabase } from "./database-faults.ts";
import { type Check, type Fault, failure } from "./fault.ts";
import { openInstallation } from "./installation.ts";
import { endWithRuns, freezeWorkers, killWorkers } from "./worker-faults.ts";

type Mix = {
  readonly name: string;
  readonly workers: number;
  readonly jobs: number;
  readonly faults: readonly Fault[];
  readonly leastSlots: number;
};

/** Everything in turn that must not harm a busy installation, and then the books. */
function mix({ name, workers, jobs, faults, leastSlots }: Mix): Check {
  return {
    name,
    run: async (tell) => {
      const installation = await openInstallation();
      try {
        const crew = await startCrew(installation, { count: workers, jobs: busyJobs(jobs) });
        for (const fault of faults) {
          const outcome = await fault.run(crew).catch(failure);
          tell({ what: fault.name, reach: fault.reach, ...outcome });
        }
        await tellPromises(installation, tell, leastSlots);
      } finally {
        await installation.close();
      }
    },
  };
}

/** The chaos mix: four workers plan and execute 40 jobs. */
export const chaos: Check = mix({
  name: "chaos",
  workers: 4,
  jobs: 40,
  leastSlots: 3500,
  faults: [
    killWorkers(10),
    freezeWorkers(5),
    endDatabase("SIGQUIT", 3),
    endDatabase("SIGKILL", 3),
    endConnections(2000, 30_000),
    endWithRuns,
    cutOff(7000, 20),
    cutOff(12_000, 5),
  ],
});

/** The short one, part of `npm test`. */
export const short: Check = mix({
  name: "mix",
  workers: 3,
  jobs: 20,
  leastSlots: 500,
  faults: [
    killWorkers(2),
    freezeWorkers(1),
    endDatabase("SIGQUIT", 1),
    endDatabase("SIGKILL", 1),
    endConnections(2000, 10_000),
    endWithRuns,
    cutOff(7000, 5),
  ],
});
