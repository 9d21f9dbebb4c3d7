import type { WhyJobRow } from "../../../db/queries/why-jobs.ts";
import { momentOf } from "../../contracts/why.ts";
import { invalid } from "../../domain/errors.ts";
import { resolveLocal } from "../../domain/schedule/moment.ts";
import type { DstPolicy, Instant } from "../../domain/schedule/types.ts";
import { zoneOf } from "../../domain/schedule/zone.ts";
import type { MissingTime } from "../../domain/why/moment-facts.ts";
import { gapAt } from "../runs/why-gap.ts";
import { knownZone } from "../schedules/known-zone.ts";

/** The instant somebody asked for; `missing` when they named a local time that does not exist. */
export type Wanted = { readonly at: Instant; readonly missing: MissingTime | null };

const EARLIEST: DstPolicy = { gap: "next", fold: "first" };

/**
 * Reads the moment somebody asked for. A time without an offset is one on the wall clock of the schedule's zone; where
 * that comes twice the schedule's own rule chooses, and where it does not exist the slot it led to is meant (Z2, Z3).
 * Throws `invalid`.
 */
export function wantedMoment({ schedule }: WhyJobRow, text: string): Wanted {
  const moment = momentOf(text);
  if (moment === null)
    throw invalid([{ pointer: "/query/at", message: "must be an instant or a local time" }]);
  if (!moment.local) return { at: moment.ms, missing: null };
  const timeZone = knownZone("timeZone" in schedule ? schedule.timeZone : null);
  const zone = zoneOf(timeZone);
  const dst = "dst" in schedule ? schedule.dst : EARLIEST;
  const at = resolveLocal(moment.ms, zone, dst)?.at ?? moment.ms;
  const transition = resolveLocal(moment.ms, zone, EARLIEST)?.at ?? at;
  const gap = gapAt(timeZone, transition);
  const isMissing = gap !== null && gap.from <= moment.ms && moment.ms < gap.to;
  return { at, missing: isMissing ? { local: moment.ms, ...gap, timeZone } : null };
}
