import type { FeedJob } from "../../../db/queries/calendar-feeds.ts";
import type { CompiledSchedule } from "../../domain/schedule/types.ts";

/** A job and its schedule, made ready. */
export type PlannedJob = { readonly job: FeedJob; readonly schedule: CompiledSchedule };

/** A moment a job will fire at, milliseconds since 1970. */
export type Upcoming = { readonly job: FeedJob; readonly at: number };

export type UpcomingEvents = {
  readonly events: readonly Upcoming[];
  /** There are more than `limit`. */
  readonly cut: boolean;
  /** Jobs that fire more than `perJob` times before the others have filled the list. */
  readonly frequent: readonly FeedJob[];
};

type Turn = PlannedJob & { readonly at: number; readonly count: number };

/**
 * What jobs will fire from ≤ at < to, in order. Each has at most `perJob` of the `limit` places, so that one that fires
 * every second leaves room for the others. A schedule is asked once for each of its places and once more.
 */
export function upcomingOf(
  jobs: readonly PlannedJob[],
  { from, to }: { readonly from: number; readonly to: number },
  { limit, perJob }: { readonly limit: number; readonly perJob: number },
): UpcomingEvents {
  const events: Upcoming[] = [];
  const frequent: FeedJob[] = [];
  const turns = jobs.flatMap((one) => turnFrom(one, from, to, 0)).sort(latestFirst);
  for (let turn = turns.at(-1); turn !== undefined; turn = turns.at(-1)) {
    if (events.length === limit) break;
    turns.pop();
    events.push({ job: turn.job, at: turn.at });
    const [next] = turnFrom(turn, turn.at + 1, to, turn.count + 1);
    if (next === undefined) continue;
    if (next.count < perJob) turns.splice(placeOf(turns, next), 0, next);
    else frequent.push(turn.job);
  }
  return { events, cut: turns.length > 0, frequent };
}

function turnFrom(one: PlannedJob, from: number, to: number, count: number): Turn[] {
  const slot = one.schedule.first("fires", from, to);
  return slot === null ? [] : [{ job: one.job, schedule: one.schedule, at: slot.at, count }];
}

/** Where a turn belongs among others, the latest of which stand in front. */
function placeOf(turns: readonly Turn[], turn: Turn): number {
  let low = 0;
  let high = turns.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = turns[middle];
    if (other !== undefined && latestFirst(other, turn) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function latestFirst(left: Turn, right: Turn): number {
  return right.at - left.at || (left.job.id < right.job.id ? 1 : -1);
}
