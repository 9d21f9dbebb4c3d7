import type { Exclusion } from "../calendar/types.ts";
import type { RunStatus, Trigger } from "../run-state.ts";
import type { Instant, Schedule } from "../schedule/types.ts";
import type { Person, PoolFacts } from "./run-facts.ts";

/** A row of the ledger as a neighbour or as the answer. */
export type RowHead = { readonly id: string; readonly status: RunStatus };

/** A slot of the schedule, and its row where it has one. */
export type NearSlot = { readonly at: Instant; readonly run: RowHead | null };

/** The slot at the moment asked for. */
export type AskedSlot = {
  readonly fires: boolean;
  readonly excluded: Exclusion | null;
  /** What people call the calendar that excludes it. */
  readonly calendarName: string | null;
  /** How much later than the slot its run starts (J1). */
  readonly jitterMs: number;
};

/** A moment that would be a slot, but for a calendar that moves it (K1). */
export type MovedSlot = {
  readonly excluded: Exclusion;
  readonly calendarName: string | null;
  /** Where it is now; null where it met another slot there. */
  readonly to: NearSlot | null;
};

/** A version of the job whose schedule counted from an instant on. */
export type ScheduleVersion = {
  readonly version: number;
  readonly schedule: Schedule;
  /** The schedule in words. */
  readonly description: string;
  readonly countsFrom: Instant;
};

/** A pause the moment lies in. */
export type PauseOver = {
  readonly of: "job" | "project";
  readonly since: Instant;
  /** When it ends by itself; null until further notice. */
  readonly until: Instant | null;
  readonly by: Person | null;
  readonly note: string | null;
};

/** Everything the verdict about a moment without a run is made of. */
export type MomentFacts = {
  readonly now: Instant;
  readonly at: Instant;
  /** Zone of the schedule; times of the answer are its. */
  readonly timeZone: string;
  readonly job: {
    readonly createdAt: Instant;
    readonly createdBy: Person | null;
    readonly deletedAt: Instant | null;
    readonly deletedBy: Person | null;
    /** Every slot up to here has its row (S3). */
    readonly decidedUntil: Instant;
    readonly nextFireAt: Instant | null;
  };
  /** The version in force at the moment, and the next one with another schedule; `next` is null where it is the present one. */
  readonly version: ScheduleVersion;
  readonly next: (ScheduleVersion & { readonly by: Person | null }) | null;
  /** Whether the present schedule would have a slot then. */
  readonly inPresent: boolean;
  readonly slot: AskedSlot | null;
  readonly moved: MovedSlot | null;
  readonly nearest: { readonly before: NearSlot | null; readonly after: NearSlot | null };
  readonly pause: PauseOver | null;
  /** All workers, of which each plans. */
  readonly workers: Pick<PoolFacts, "live" | "lastSeen">;
  /** Days the ledger keeps rows for. */
  readonly retentionDays: number;
  /** Slots of that day (UTC) by what became of them, of the job's daily counts. */
  readonly ofThatDay: Readonly<Record<string, number>>;
  /** Runs of the job that were asked for in that minute, and are no slots. */
  readonly others: readonly (RowHead & {
    readonly trigger: Trigger;
    readonly createdAt: Instant;
  })[];
};

/** A local time as somebody asked for it that the clocks of the zone skip. Local times are milliseconds as if in UTC. */
export type MissingTime = {
  readonly local: number;
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
};
