// A worker outside as a process of its own, which tells its parent of every run it executes.
import { ExternalWorker } from "../../lib/client/external-worker.ts";

/** A run as it was executed; `at` is milliseconds since 1970, `idleMs` how long the process had had nothing to do. */
export type Executed = {
  readonly worker: string;
  readonly runId: string;
  readonly attempt: number;
  readonly idleMs: number;
};

const { API_URL = "", API_TOKEN = "", WORKER = "" } = process.env;
let idleSince = performance.now();

const worker = new ExternalWorker({
  url: API_URL,
  token: API_TOKEN,
  name: WORKER,
  tasks: {
    fleet: async ({ runId, attempt }) => {
      const executed: Executed = {
        worker: WORKER,
        runId,
        attempt,
        idleMs: performance.now() - idleSince,
      };
      process.send?.(executed);
      idleSince = performance.now();
      return { worker: WORKER };
    },
  },
  onError: (error) => process.stderr.write(`${WORKER}: ${error}\n`),
});
process.once("SIGTERM", () => void worker.stop().then(() => process.exit(0)));
await worker.run();
