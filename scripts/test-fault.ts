// npm run test:fault: does everything to a busy installation that must not harm it, and then goes through its books.
import { startChaos } from "../tests/fault/chaos.ts";
import { endConnections, endDatabase } from "../tests/fault/database-faults.ts";
import { type Fault, inMs } from "../tests/fault/fault.ts";
import { openInstallation } from "../tests/fault/installation.ts";
import { cutOff, endWithRuns, freezeWorkers, killWorkers } from "../tests/fault/worker-faults.ts";

const LIMIT_MS = 600_000;
const DRAIN_MS = 60_000;
const PROMISES = ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10"];

const faults: readonly Fault[] = [
  killWorkers(10),
  freezeWorkers(5),
  endDatabase("SIGQUIT", 3),
  endDatabase("SIGKILL", 3),
  endConnections(2000, 30_000),
  endWithRuns,
  cutOff(7000, 20),
  cutOff(12_000, 5),
];

let passed = 0;
let failed = 0;
const began = performance.now();
const limit = setTimeout(() => {
  tell("the whole", `not done after ${inMs(LIMIT_MS)}`, ["too long"]);
  conclude();
  process.exit();
}, LIMIT_MS);

const installation = await openInstallation();
try {
  const chaos = await startChaos(installation);
  for (const fault of faults) {
    const { figures, problems } = await fault.run(chaos).catch(failure);
    tell(fault.name, figures, problems);
  }
  await drain();
  await goThroughTheBooks();
} finally {
  await installation.close();
  clearTimeout(limit);
}
conclude();

async function drain(): Promise<void> {
  const outcome = await installation
    .drain(DRAIN_MS)
    .then((ms) => ({ figures: `nothing live after ${inMs(ms)}`, problems: [] }), failure);
  tell("drained", outcome.figures, outcome.problems);
  await installation.stopWorkers();
}

async function goThroughTheBooks(): Promise<void> {
  const { slots, runs, hits, lost, violations } = await installation.check();
  console.log(`  ${slots} slots, ${runs} runs, ${hits} calls, ${lost} attempts lost`);
  for (const promise of PROMISES) {
    const broken = violations.filter((violation) => violation.startsWith(promise));
    tell(promise, `${broken.length} violations`, broken.slice(0, 5));
  }
}

function failure(error: unknown): { figures: string; problems: string[] } {
  return { figures: "not finished", problems: [error instanceof Error ? error.message : "?"] };
}

function tell(name: string, figures: string, problems: readonly string[]): void {
  if (problems.length === 0) passed += 1;
  else failed += 1;
  console.log(`${problems.length === 0 ? "✓" : "✗"} ${name}: ${figures}`);
  for (const problem of problems) console.log(`    ${problem}`);
}

function conclude(): void {
  console.log(`\n${passed} passed, ${failed} failed in ${inMs(performance.now() - began)}`);
  process.exitCode = failed === 0 ? 0 : 1;
}
