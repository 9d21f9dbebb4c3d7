import type { JobRow } from "../../../db/queries/jobs.ts";
import { type RunLengthsRow, readRunLengths } from "../../../db/queries/run-lengths.ts";
import { readNow } from "../../../db/sql.ts";
import type { DifferenceView, SimulateBody, SimulationView } from "../../contracts/simulation.ts";
import { invalid, ServiceError } from "../../domain/errors.ts";
import type { Problem } from "../../domain/problem.ts";
import { formatLocal } from "../../domain/schedule/moment.ts";
import { offsetAt } from "../../domain/schedule/zone.ts";
import {
  compareRuns,
  type Difference,
  MAX_COMPARED,
  mostRuns,
} from "../../domain/simulate/difference.ts";
import { differenceWords } from "../../domain/simulate/difference-words.ts";
import { rangeProblems } from "../../domain/simulate/range.ts";
import { zoneOfSchedule } from "../../domain/simulate/runs-of.ts";
import { simulateJob } from "../../domain/simulate/simulate.ts";
import type { SimulatedJob, SimulatedRange } from "../../domain/simulate/types.ts";
import { inSteps } from "../../platform/in-steps.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { type JobReference, reachJob } from "../jobs/reach.ts";
import { readSides } from "./simulated-sides.ts";
import { countsView, occurrenceView, slotView } from "./simulation-view.ts";

const DEFAULT_LIMIT = 1_000;
/** A range that begins so near to the database's now is called the next days. */
const ABOUT_NOW_MS = 600_000;

type Sides = { readonly before: SimulatedJob; readonly after: SimulatedJob };

/**
 * What a schedule would do in [from, to): its slots and what becomes of them, and what it changes against another
 * definition, which is the stored one of `job` unless `compareWith` says otherwise. Nothing is saved. Throws `invalid`
 * with every fault.
 */
export async function simulateSchedule(ctx: Context, body: SimulateBody): Promise<SimulationView> {
  const range = rangeOf(body);
  const { projectId, job, problems: unknown } = await placeOf(ctx, body);
  const read = await readSides(ctx.db, body, { projectId, from: range.from, job });
  const problems = [
    ...unknown,
    ...("problems" in read ? read.problems : []),
    ...rangeProblems(range.from, range.to),
  ];
  if ("problems" in read || problems.length > 0) throw invalid(problems);
  const { after, before, warnings } = read;
  const durations = job === null ? undefined : await readRunLengths(ctx.db, job.id);
  const simulation = await inSteps(simulateJob(after, range, durations ?? null));
  const difference =
    before === null ? null : await differenceOf(ctx, { before, after }, range, durations);
  const listed = simulation.slots.length;
  return {
    description: simulation.description,
    from: body.from,
    to: body.to,
    slots: simulation.slots.map(slotView),
    counts: countsView(simulation.counts),
    warnings: [
      ...warnings.map(({ code, at, message }) => ({ code, at: at ?? null, message })),
      ...(durations === undefined ? [notPredicted(job)] : []),
    ],
    nextTransition: simulation.nextTransition,
    durations: durations ?? null,
    difference,
    truncated: listed < simulation.counts.slots || (difference !== null && isCut(difference)),
  };
}

function rangeOf({ from, to, limit = DEFAULT_LIMIT }: SimulateBody): SimulatedRange {
  return { from: Date.parse(from), to: Date.parse(to), limit };
}

type Place = {
  readonly projectId: string;
  readonly job: JobRow | null;
  readonly problems: readonly Problem[];
};

/** The job, if one is named, and the project whose calendars are meant. */
async function placeOf(ctx: Context, { project, job }: SimulateBody): Promise<Place> {
  const found = job === undefined ? null : await findNamedJob(ctx, { job, project });
  if (found !== null) return { projectId: found.projectId, job: found, problems: [] };
  const { id: projectId } = await enterProject(ctx, "jobs.read", project);
  const message = "there is no such job in this project";
  const problems = job === undefined ? [] : [{ pointer: "/job", message }];
  return { projectId, job: null, problems };
}

async function findNamedJob(ctx: Context, reference: JobReference): Promise<JobRow | null> {
  try {
    return await reachJob(ctx, "jobs.read", reference);
  } catch (error) {
    if (error instanceof ServiceError && error.code === "not_found") return null;
    throw error;
  }
}

async function differenceOf(
  ctx: Context,
  sides: Sides,
  range: SimulatedRange,
  durations: RunLengthsRow | undefined,
): Promise<DifferenceView> {
  const most = await inSteps(mostRuns(sides, range));
  if (most > MAX_COMPARED) throw invalid([tooManyRuns(most)]);
  const compared = await inSteps(compareRuns(sides, range));
  const unlisted = { ...range, limit: 0 };
  const before = await inSteps(simulateJob(sides.before, unlisted, durations ?? null));
  const now = await readNow(ctx.db);
  const { from, to } = range;
  const offset = offsetAt(zoneOfSchedule(sides.after.schedule), from);
  const firstDate =
    Math.abs(from - now) <= ABOUT_NOW_MS ? null : formatLocal(from + offset).slice(0, 10);
  return {
    ...viewOf(compared),
    summary: differenceWords(compared, { lengthMs: to - from, firstDate }),
    before: countsView(before.counts),
  };
}

function viewOf({ appear, vanish, move, ...counts }: Difference) {
  return {
    ...counts,
    appear: appear.map(occurrenceView),
    vanish: vanish.map(occurrenceView),
    move: move.map(({ from, to }) => ({ from: occurrenceView(from), to: occurrenceView(to) })),
  };
}

function isCut({ added, removed, moved, appear, vanish, move }: DifferenceView): boolean {
  return appear.length < added || vanish.length < removed || move.length < moved;
}

function tooManyRuns(runs: number): Problem {
  const message = `is too far away: one side has ${runs.toLocaleString("en-GB")} runs until then, and ${MAX_COMPARED.toLocaleString("en-GB")} can be compared; choose an earlier moment`;
  return { pointer: "/to", message };
}

function notPredicted(job: JobRow | null): SimulationView["warnings"][number] {
  const why =
    job === null
      ? "name a job whose runs say how long they take."
      : "no run of the job has finished yet that would say how long they take.";
  const message = `Overlaps are not predicted: ${why}`;
  return { code: "overlaps_not_predicted", at: null, message };
}
