import type { Asset, Capability } from "../capability.ts";
import type { RunDecision } from "../decision.ts";
import type { Policies } from "../policies.ts";
import type { AttemptOutcome, RunStatus, Trigger } from "../run-state.ts";
import type { Instant, SlotNote } from "../schedule/types.ts";
import type { Clock } from "./words.ts";

/** A person, by the name others know them by. */
export type Person = { readonly id: string; readonly name: string };

/** Another run that has to do with the one asked about. */
export type OtherRun = {
  readonly id: string;
  readonly jobId: string;
  readonly jobName: string;
  readonly status: RunStatus;
  /** It waits for others itself. */
  readonly held: boolean;
  readonly scheduledFor: Instant;
  readonly attempt: number;
  /** Start of its first attempt. */
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  /** Name of the worker that has it, or had it last. */
  readonly worker: string | null;
};

/** The run asked about, as its row says. Instants are milliseconds since 1970. */
export type AskedRun = {
  readonly id: string;
  readonly jobId: string;
  readonly jobName: string;
  readonly trigger: Trigger;
  readonly scheduledFor: Instant;
  readonly scheduledUntil: Instant | null;
  readonly slotCount: number;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly rule: string | null;
  readonly decision: RunDecision;
  readonly notes: readonly SlotNote[];
  readonly heldReason: "delay" | "overlap" | "concurrency" | null;
  readonly heldBy: string | null;
  /** The overlap policy it named for itself. */
  readonly overlap: string | null;
  readonly concurrencyKey: string | null;
  readonly pool: string;
  readonly needs: Capability | null;
  /** What workers outside ask for to get it; null where our own execute it. */
  readonly task: string | null;
  /** For consumers of RabbitMQ: the job's key there, and whether the broker has the message for its next attempt. */
  readonly broker: { readonly key: string; readonly isPublished: boolean } | null;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly lostCount: number;
  readonly releaseCount: number;
  readonly worker: string | null;
  readonly createdAt: Instant;
  readonly availableAt: Instant | null;
  readonly startedAt: Instant | null;
  readonly attemptStartedAt: Instant | null;
  readonly heartbeatAt: Instant | null;
  readonly leaseExpiresAt: Instant | null;
  readonly cancelRequestedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly latenessMs: number | null;
  readonly timeoutSeconds: number | null;
  readonly startTimeoutSeconds: number | null;
  readonly cancelGraceSeconds: number;
  readonly progress: { readonly percent: number | null; readonly message: string | null } | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly rerunOf: string | null;
  readonly backfillId: string | null;
  /** The template it was opened with. */
  readonly template: { readonly name: string; readonly version: number };
};

/** An attempt that ended. */
export type EndedAttempt = {
  readonly attempt: number;
  readonly worker: string | null;
  readonly finishedAt: Instant;
  readonly outcome: AttemptOutcome;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
};

/** The workers of a pool that could take a run: ours, those that have what it needs, or those outside that ask for its task. */
export type PoolFacts = {
  readonly pool: string;
  readonly needs: Asset | null;
  readonly task: string | null;
  /** Workers heard of lately, draining ones among them. */
  readonly live: number;
  readonly draining: number;
  /** Slots of those that take runs, and how many of them are in use. */
  readonly slots: number;
  readonly slotsUsed: number;
  /** The worker heard of last, alive or not. */
  readonly lastSeen: { readonly name: string; readonly at: Instant } | null;
};

/** Everything the verdict about a run is made of. What does not apply is null or empty. */
export type RunFacts = {
  readonly now: Instant;
  /** Zone of the run's schedule; times of the answer are its. */
  readonly timeZone: string;
  readonly run: AskedRun;
  readonly policies: Policies;
  /** How far the schedule spreads its starts (J1). */
  readonly jitterSeconds: number;
  /** Who asked for the run, where somebody did. */
  readonly requestedBy: Person | null;
  /** The attempt that ended last. */
  readonly lastAttempt: EndedAttempt | null;
  /** The runs of the job, or of its concurrency group, that are at work or may start: what a held run waits for. */
  readonly ahead: readonly OtherRun[];
  /** Held: its place among the held runs of its job, from 1, and how many there are. */
  readonly line: { readonly position: number; readonly of: number } | null;
  /** Places of its concurrency group. */
  readonly groupLimit: number | null;
  readonly pool: PoolFacts | null;
  /** The run its decision names: in the way, standing for it, in its place. Null where it is gone. */
  readonly named: OtherRun | null;
  readonly cancelledBy: Person | null;
  readonly backfillCancelledBy: Person | null;
  /** Who began the pause the slot lies in, and who ended it. */
  readonly pausedBy: Person | null;
  readonly resumedBy: Person | null;
  /** What people call the calendar that excluded the slot. */
  readonly calendarName: string | null;
  /** The clock change at the slot, as local times. */
  readonly gap: { readonly from: number; readonly to: number } | null;
};

/** The facts, and a clock to tell times with. */
export type Asked = RunFacts & { readonly clock: Clock };
