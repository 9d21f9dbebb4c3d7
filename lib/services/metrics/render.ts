import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { type Figures, readFigures } from "../../../db/queries/figures.ts";
import type { Platform } from "../context.ts";
import { ALIVE_SECONDS } from "../workers/view.ts";

let ofProcess: Registry | null = null;

/** Figures of the installation and of this web process in Prometheus' text format. */
export async function renderMetrics({ db }: Pick<Platform, "db">): Promise<string> {
  if (ofProcess === null) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess, prefix: "punctual_web_" });
  }
  const figures = await readFigures(db, ALIVE_SECONDS);
  return Registry.merge([registryOf(figures), ofProcess]).metrics();
}

const LIVE = ["pending", "running", "cancelling"];
const FINAL = ["completed", "failed", "cancelled", "skipped", "missed"];

function registryOf(figures: Figures): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, value: number) =>
    new Gauge({ name: `punctual_${name}`, help, registers: [registry] }).set(value);
  gauge("jobs_due", "Jobs with a slot that is due and not yet decided", figures.dueJobs);
  gauge(
    "planner_lag_seconds",
    "Age of the oldest slot that is due and not yet decided",
    figures.plannerLagSeconds,
  );
  gauge("runs_held", "Pending runs that wait for a moment or another run", figures.heldRuns);
  gauge(
    "run_oldest_wait_seconds",
    "How long the oldest dispatchable run has waited for a worker",
    figures.oldestWaitSeconds,
  );
  gauge("workers", "Workers alive", figures.workers);
  gauge("worker_slots", "Runs the living workers can execute at once", figures.slots);
  gauge("worker_slots_used", "Runs they execute", figures.slotsUsed);
  gauge(
    "ledger_imbalance",
    "Jobs whose ledger does not add up: slots without a row, or rows without a slot",
    figures.unbalancedJobs,
  );
  if (figures.ledgerRoundSeconds !== null)
    gauge(
      "ledger_round_age_seconds",
      "Time since all ledgers had been checked",
      figures.ledgerRoundSeconds,
    );
  gauge("event_seq", "Sequence number of the newest event", figures.lastEvent);
  addLive(registry, figures);
  addFinished(registry, figures);
  return registry;
}

function addLive(registry: Registry, { liveRuns }: Figures): void {
  const live = new Gauge({
    name: "punctual_runs",
    help: "Runs that have not ended, by status",
    labelNames: ["status"],
    registers: [registry],
  });
  for (const status of LIVE) live.set({ status }, liveRuns[status] ?? 0);
}

function addFinished(registry: Registry, { finishedRuns, latenessSeconds }: Figures): void {
  const finished = new Counter({
    name: "punctual_runs_finished_total",
    help: "Runs that have ended, by status, as far back as statistics are kept",
    labelNames: ["status"],
    registers: [registry],
  });
  for (const status of FINAL) finished.inc({ status }, finishedRuns[status] ?? 0);
  new Counter({
    name: "punctual_run_lateness_seconds_total",
    help: "Lateness of all ended runs together",
    registers: [registry],
  }).inc(latenessSeconds);
}
