import { describe, expect, it } from "vitest";
import { DEFAULT_POLICIES, type Policies } from "../policies.ts";
import type { AskedRun, OtherRun, PoolFacts, RunFacts } from "./run-facts.ts";
import type { RunWhyCode } from "./verdict.ts";
import { whyRun } from "./why-run.ts";

const at = (time: string) => Date.parse(`2026-05-04T${time}Z`);
const iso = (time: string) => new Date(at(time)).toISOString();

const RUN: AskedRun = {
  id: "R",
  jobId: "J",
  jobName: "Report",
  trigger: "schedule",
  scheduledFor: at("02:00:00"),
  scheduledUntil: null,
  slotCount: 1,
  status: "pending",
  reason: null,
  rule: null,
  decision: {},
  notes: [],
  heldReason: null,
  heldBy: null,
  overlap: null,
  concurrencyKey: null,
  pool: "default",
  needs: null,
  task: null,
  broker: null,
  attempt: 0,
  maxAttempts: 3,
  lostCount: 0,
  releaseCount: 0,
  worker: null,
  createdAt: at("02:00:00"),
  availableAt: at("02:00:00"),
  startedAt: null,
  attemptStartedAt: null,
  heartbeatAt: null,
  leaseExpiresAt: null,
  cancelRequestedAt: null,
  finishedAt: null,
  latenessMs: null,
  timeoutSeconds: null,
  startTimeoutSeconds: null,
  cancelGraceSeconds: 10,
  progress: null,
  errorCode: null,
  errorMessage: null,
  rerunOf: null,
  backfillId: null,
  template: { name: "nightly-report", version: 3 },
};

const UNSENT = { key: "report", isPublished: false };
const SENT = { key: "report", isPublished: true };

const POLICIES: Policies = { ...DEFAULT_POLICIES, timeoutSeconds: 60 };

const FACTS: Omit<RunFacts, "run"> = {
  now: at("02:10:00"),
  timeZone: "UTC",
  policies: POLICIES,
  jitterSeconds: 0,
  requestedBy: null,
  lastAttempt: null,
  ahead: [],
  line: null,
  groupLimit: null,
  pool: null,
  named: null,
  cancelledBy: null,
  backfillCancelledBy: null,
  pausedBy: null,
  resumedBy: null,
  calendarName: null,
  gap: null,
};

const ADA = { id: "U", name: "Ada" };

const OTHER: OtherRun = {
  id: "X",
  jobId: "J",
  jobName: "Report",
  status: "running",
  held: false,
  scheduledFor: at("01:00:00"),
  attempt: 1,
  startedAt: at("01:00:04"),
  finishedAt: null,
  worker: "eu-1",
};

const POOL: PoolFacts = {
  pool: "default",
  needs: null,
  task: null,
  live: 2,
  draining: 0,
  slots: 20,
  slotsUsed: 3,
  lastSeen: { name: "eu-1", at: at("02:09:55") },
};

const RAN = {
  attempt: 1,
  worker: "eu-1",
  startedAt: at("02:00:00"),
  attemptStartedAt: at("02:00:00"),
  latenessMs: 0,
} as const;
const RUNNING = {
  ...RAN,
  status: "running",
  heartbeatAt: at("02:09:50"),
  leaseExpiresAt: at("02:10:50"),
} as const;

const policies = (more: Partial<Policies>): Policies => ({ ...POLICIES, ...more });
const facts = (run: Partial<AskedRun>, more: Partial<RunFacts> = {}): RunFacts => ({
  ...FACTS,
  ...more,
  run: { ...RUN, ...run },
});

type Case = readonly [
  what: string,
  facts: RunFacts,
  code: RunWhyCode,
  rule: string | null,
  summary: string,
  release?: string,
];

const PENDING: readonly Case[] = [
  [
    "spread by jitter",
    facts({ availableAt: at("02:13:12") }, { jitterSeconds: 1_800 }),
    "jitter",
    "J1",
    "Its slot was 02:00 UTC, and it starts at 02:13:12; the schedule spreads its starts over 30 min.",
    "Its moment comes.",
  ],
  [
    "asked for later",
    facts(
      {
        trigger: "manual",
        heldReason: "delay",
        scheduledFor: at("04:00:00"),
        availableAt: at("04:00:00"),
      },
      { requestedBy: ADA },
    ),
    "delayed",
    "O1",
    "Ada asked for it by hand at 02:00 UTC, to run at 04:00.",
    "Its moment comes; then the overlap policy skip decides.",
  ],
  [
    "held behind a run",
    facts(
      { heldReason: "overlap", heldBy: "X" },
      {
        ahead: [{ ...OTHER, attempt: 2 }],
        line: { position: 1, of: 1 },
        policies: policies({ overlap: "queue_one" }),
      },
    ),
    "held_overlap",
    "O2",
    "Waiting for run X of this job, running since 01:00:04 UTC on worker eu-1 (attempt 2); the overlap policy is queue_one.",
    "Run X ends or is cancelled.",
  ],
  [
    "held in a line",
    facts(
      { heldReason: "overlap", heldBy: "X", overlap: "queue_all", trigger: "api" },
      { ahead: [OTHER], line: { position: 3, of: 7 } },
    ),
    "held_overlap",
    "O2",
    "Waiting for run X of this job, running since 01:00:04 UTC on worker eu-1; the overlap policy is queue_all; it is 3rd of 7 in line; it was asked for over the API.",
    "Run X ends or is cancelled, once the 2 before it in line have gone.",
  ],
  [
    "catching up one at a time",
    facts(
      { heldReason: "overlap", decision: { catchUp: "all" } },
      { ahead: [OTHER], line: { position: 1, of: 1 } },
    ),
    "held_overlap",
    "O3",
    "Waiting for run X of this job, running since 01:00:04 UTC on worker eu-1; runs that catch up after an outage or pause go one at a time.",
  ],
  [
    "held with nothing in its way any more",
    facts({ heldReason: "overlap" }, { line: { position: 1, of: 1 } }),
    "held_overlap",
    "O2",
    "Nothing is in its way any more, and it is let go in a moment; the overlap policy is skip.",
    "The next look at held runs lets it go.",
  ],
  [
    "waiting for a place in its group",
    facts(
      { heldReason: "concurrency", concurrencyKey: "warehouse" },
      {
        groupLimit: 2,
        ahead: [
          { ...OTHER, jobId: "K", jobName: "Import" },
          { ...OTHER, id: "Y", status: "pending", startedAt: null, worker: null },
        ],
        line: { position: 1, of: 1 },
      },
    ),
    "held_concurrency",
    null,
    "Waiting for one of the 2 places of concurrency group warehouse; they are taken by run X of the job Import, running since 01:00:04 UTC on worker eu-1, and run Y of this job, which is about to start.",
    "One of these runs ends or is cancelled.",
  ],
  [
    "without a live worker",
    facts(
      {},
      {
        pool: {
          ...POOL,
          live: 0,
          slots: 0,
          slotsUsed: 0,
          lastSeen: { name: "eu-1", at: at("01:58:02") },
        },
      },
    ),
    "no_worker",
    null,
    "Waiting for a worker, due since 02:00 UTC; no worker of pool default is alive; the last one, eu-1, was heard of at 01:58:02.",
    "A worker of pool default starts.",
  ],
  [
    "of a pool nobody serves, with a start timeout",
    facts({ pool: "gpu", startTimeoutSeconds: 900 }),
    "no_worker",
    null,
    "Waiting for a worker, due since 02:00 UTC; no worker serves pool gpu; it fails at 02:15 if nothing starts it by then.",
  ],
  [
    "for a worker outside that is not there",
    facts({ task: "index" }, { pool: { ...POOL, task: "index", live: 0, lastSeen: null } }),
    "no_worker",
    null,
    "Waiting for a worker, due since 02:00 UTC; no external worker for task index serves pool default.",
    "An external worker for task index of pool default starts.",
  ],
  [
    "that needs an engine its pool has not",
    facts(
      { needs: "containers" },
      { pool: { ...POOL, needs: "containers", live: 0, lastSeen: null } },
    ),
    "no_worker",
    null,
    "Waiting for a worker, due since 02:00 UTC; no worker with containers serves pool default.",
    "A worker with containers of pool default starts.",
  ],
  [
    "for a broker that no worker has",
    facts({ broker: UNSENT }, { pool: { ...POOL, needs: "rabbitmq", live: 0, lastSeen: null } }),
    "no_worker",
    null,
    "Waiting to be published, due since 02:00 UTC; no worker with RABBITMQ_URL is alive.",
    "A worker with RABBITMQ_URL starts.",
  ],
  [
    "for a broker that does not answer",
    facts({ broker: UNSENT, startTimeoutSeconds: 900 }, { pool: { ...POOL, needs: "rabbitmq" } }),
    "starting",
    null,
    "Waiting to be published, due since 02:00 UTC; no worker could publish it yet: RabbitMQ does not answer, or refuses it; it fails at 02:15 if nothing starts it by then.",
    "RabbitMQ takes its message.",
  ],
  [
    "for a consumer",
    facts({ broker: SENT }, { pool: { ...POOL, needs: "rabbitmq" } }),
    "published",
    null,
    "Waiting for a consumer, due since 02:00 UTC; published to scheduler.job.report, and no consumer has reported it running.",
    "A consumer reports it running.",
  ],
  [
    "for a consumer whom nobody would hear",
    facts(
      { broker: SENT },
      {
        pool: {
          ...POOL,
          needs: "rabbitmq",
          live: 0,
          lastSeen: { name: "eu-1", at: at("01:58:02") },
        },
      },
    ),
    "no_worker",
    null,
    "Waiting for a consumer, due since 02:00 UTC; published to scheduler.job.report, and no consumer has reported it running; no worker with RABBITMQ_URL is alive; the last one, eu-1, was heard of at 01:58:02.",
  ],
  [
    "behind the one engine of its pool",
    facts(
      { needs: "containers" },
      { pool: { ...POOL, needs: "containers", live: 1, slots: 2, slotsUsed: 2 } },
    ),
    "workers_full",
    null,
    "Waiting for a worker, due since 02:00 UTC; all 2 slots of the 1 live worker with containers of pool default are in use.",
  ],
  [
    "behind full workers",
    facts({}, { pool: { ...POOL, slotsUsed: 20 } }),
    "workers_full",
    null,
    "Waiting for a worker, due since 02:00 UTC; all 20 slots of the 2 live workers of pool default are in use.",
    "A run on a worker of pool default ends, or another worker starts.",
  ],
  [
    "behind draining workers",
    facts({}, { pool: { ...POOL, draining: 2, slots: 0, slotsUsed: 0 } }),
    "workers_draining",
    null,
    "Waiting for a worker, due since 02:00 UTC; all 2 live workers of pool default are draining and take no new runs.",
  ],
  [
    "just due",
    facts({}, { now: at("02:00:01"), pool: POOL }),
    "starting",
    null,
    "Waiting for a worker, due since 02:00 UTC; 17 of 20 slots of pool default are free, so it starts in a moment.",
  ],
  [
    "between two attempts",
    facts(
      { attempt: 1, availableAt: at("02:10:10") },
      {
        lastAttempt: {
          attempt: 1,
          worker: "eu-1",
          finishedAt: at("02:09:58"),
          outcome: "failed",
          errorCode: "status",
          errorMessage: "The answer was 503.",
        },
      },
    ),
    "retry_due",
    null,
    "Attempt 1 failed with status (“The answer was 503”); attempt 2 starts at 02:10:10 UTC (1 of 3 attempts used).",
    "Its moment comes.",
  ],
  [
    "lost with its worker",
    facts(
      { attempt: 1, lostCount: 1 },
      {
        pool: { ...POOL, live: 0, lastSeen: null },
        lastAttempt: {
          attempt: 1,
          worker: "eu-1",
          finishedAt: at("02:09:58"),
          outcome: "lost",
          errorCode: null,
          errorMessage: null,
        },
      },
    ),
    "no_worker",
    null,
    "Attempt 1 was lost with its worker; the next one is waiting for a worker, due since 02:00 UTC; no worker serves pool default.",
  ],
];

const UNDER_WAY: readonly Case[] = [
  [
    "running",
    facts({ ...RUNNING, timeoutSeconds: 3_600, progress: { percent: 40, message: "Reading" } }),
    "running",
    null,
    "Running on worker eu-1 since 02:00 UTC (attempt 1 of 3); 40 %, Reading; last heartbeat 10 s ago, its lease lasts until 02:10:50.",
    "The work ends, at the latest at 03:00, when its time limit of 1 h is over.",
  ],
  [
    "running late, with all that it waited for",
    facts({
      ...RUNNING,
      startedAt: at("02:06:01"),
      attemptStartedAt: at("02:06:01"),
      createdAt: at("02:01:00"),
      latenessMs: 361_000,
      decision: {
        waits: [{ for: "overlap", behind: "X", since: iso("02:01:00"), until: iso("02:06:00") }],
      },
    }),
    "running",
    null,
    "Running on worker eu-1 since 02:06:01 UTC (attempt 1 of 3); last heartbeat 10 s ago, its lease lasts until 02:10:50; it started 6 min 1 s late, 1 min until a planner opened it, 5 min waiting for run X of the job to end, 1 s waiting for a worker.",
  ],
  [
    "held by a worker that is silent",
    facts({ ...RUNNING, heartbeatAt: at("02:08:50"), leaseExpiresAt: at("02:09:50") }),
    "lease_expired",
    null,
    "Its worker eu-1 was last heard of at 02:08:50 UTC; its lease ended at 02:09:50.",
    "The custodian of any live worker takes it back, and it starts anew.",
  ],
  [
    "asked to stop by a person",
    facts(
      { ...RUNNING, status: "cancelling", reason: "user", cancelRequestedAt: at("02:09:55") },
      { cancelledBy: ADA },
    ),
    "cancelling",
    null,
    "Asked to stop at 02:09:55 UTC by Ada; worker eu-1 has until 02:10:05 to end the work.",
    "The work stops, or is given up at the end of its grace.",
  ],
  [
    "asked to stop for a newer run",
    facts({
      ...RUNNING,
      status: "cancelling",
      reason: "overlap",
      cancelRequestedAt: at("02:09:55"),
      decision: { replacedBy: "N" },
    }),
    "cancelling",
    "O2",
    "Asked to stop at 02:09:55 UTC by the newer run N (overlap policy cancel_previous); worker eu-1 has until 02:10:05 to end the work.",
  ],
];

const ENDED = { ...RAN, finishedAt: at("02:00:01") } as const;
const FAILED = { ...ENDED, status: "failed" } as const;

const FINAL: readonly Case[] = [
  [
    "completed on time",
    facts({ ...ENDED, status: "completed" }),
    "completed",
    null,
    "Completed on worker eu-1 in 1 s, on the first attempt.",
  ],
  [
    "completed, asked for by hand",
    facts({ ...ENDED, status: "completed", trigger: "manual", attempt: 2 }, { requestedBy: ADA }),
    "completed",
    null,
    "Completed on worker eu-1 in 1 s, on attempt 2; Ada asked for it by hand.",
  ],
  [
    "completed as a catch-up run",
    facts({ ...ENDED, status: "completed", decision: { catchUp: "latest" } }),
    "completed",
    "M3",
    "Completed on worker eu-1 in 1 s, on the first attempt; it caught up after slots had passed unplanned (policy latest).",
  ],
  [
    "completed on the day a calendar moved it to",
    facts({
      ...ENDED,
      status: "completed",
      decision: { movedFrom: "2026-05-02T02:00:00.000Z" },
    }),
    "completed",
    null,
    "Completed on worker eu-1 in 1 s, on the first attempt; a calendar moved it from 2 May 02:00 UTC.",
  ],
  [
    "completed at a clock change",
    facts({ ...ENDED, status: "completed", notes: ["dst_gap"] }, { timeZone: "Europe/Berlin" }),
    "completed",
    null,
    "Completed on worker eu-1 in 1 s, on the first attempt; its own time of day did not exist, as the clocks of Europe/Berlin were put forward.",
  ],
  [
    "completed late for want of a worker",
    facts({
      ...ENDED,
      status: "completed",
      startedAt: at("02:04:00"),
      finishedAt: at("02:04:02"),
      latenessMs: 240_000,
    }),
    "completed",
    null,
    "Completed on worker eu-1 in 2 s, on the first attempt; it started 4 min late, waiting for a worker.",
  ],
  [
    "failed with every attempt used",
    facts({
      ...FAILED,
      attempt: 3,
      reason: "network",
      errorCode: "network",
      errorMessage: "Reset.",
    }),
    "attempts_used",
    null,
    "Failed on attempt 3 with network (“Reset”); all 3 attempts are used.",
    "It stays failed; run it again once the cause is gone.",
  ],
  [
    "failed for good at once",
    facts({ ...FAILED, reason: "blocked", errorCode: "blocked", errorMessage: "Not allowed." }),
    "not_retryable",
    null,
    "Failed on attempt 1 with blocked (“Not allowed”); an error that does not pass by itself is not tried again, though 1 of 3 attempts were used.",
  ],
  [
    "failed by its template",
    facts({
      ...FAILED,
      reason: "template_invalid",
      errorCode: "template_invalid",
      errorMessage: "params.region is required",
    }),
    "template_invalid",
    null,
    "Version 3 of template nightly-report could not be filled in (“params.region is required”); trying again would not change that.",
  ],
  [
    "failed at the third loss",
    facts({
      ...FAILED,
      attempt: 3,
      lostCount: 3,
      reason: "worker_lost",
      errorCode: "worker_lost",
      errorMessage: "x",
    }),
    "worker_lost",
    null,
    "Failed because worker eu-1 stopped in the middle of attempt 3; it was lost 3 times, and a run that may be killing its workers is not started again.",
  ],
  [
    "failed at the first loss",
    facts(
      { ...FAILED, lostCount: 1, reason: "worker_lost", errorCode: "worker_lost" },
      { policies: policies({ onWorkerLost: "fail" }) },
    ),
    "worker_lost",
    null,
    "Failed because worker eu-1 stopped in the middle of attempt 1; its job allows no second start (onWorkerLost: fail).",
  ],
  [
    "never started",
    facts({
      status: "failed",
      reason: "start_timeout",
      errorCode: "start_timeout",
      startTimeoutSeconds: 60,
      finishedAt: at("02:01:00"),
    }),
    "start_timeout",
    null,
    "No worker of pool default started it within 1 min of 02:00 UTC, its start timeout.",
  ],
];

const CANCELLED = {
  status: "cancelled",
  finishedAt: at("02:05:00"),
  cancelRequestedAt: at("02:05:00"),
} as const;

const CANCELS: readonly Case[] = [
  [
    "cancelled by a person while it waited",
    facts({ ...CANCELLED, reason: "user" }, { cancelledBy: ADA }),
    "cancelled_by_user",
    null,
    "Cancelled at 02:05 UTC by Ada; it had not started.",
  ],
  [
    "cancelled for a newer run",
    facts({ ...RAN, ...CANCELLED, reason: "overlap", decision: { replacedBy: "N" } }),
    "cancelled_for_newer",
    "O2",
    "Cancelled at 02:05 UTC to make room for run N: the overlap policy is cancel_previous; it had run for 5 min on worker eu-1.",
  ],
  [
    "cancelled with its job",
    facts({ ...CANCELLED, reason: "job_deleted" }),
    "cancelled_with_job",
    null,
    "Cancelled at 02:05 UTC because the job was deleted; it had not started.",
  ],
  [
    "cancelled with its backfill",
    facts(
      { ...CANCELLED, reason: "user", trigger: "backfill" },
      { backfillCancelledBy: ADA, requestedBy: ADA },
    ),
    "cancelled_with_backfill",
    null,
    "Cancelled at 02:05 UTC because Ada cancelled its backfill; it had not started; it belongs to a backfill of Ada.",
  ],
  [
    "given up at the end of its grace",
    facts({ ...RAN, ...CANCELLED, reason: "force" }, { cancelledBy: ADA }),
    "cancelled_by_force",
    null,
    "Cancelled at 02:05 UTC by force, asked for by Ada; worker eu-1 did not confirm within its grace of 10 s; it had run for 5 min on worker eu-1.",
  ],
];

const SKIPPED = { status: "skipped", availableAt: null, finishedAt: at("02:00:00") } as const;

const SKIPS: readonly Case[] = [
  [
    "skipped for a run that still runs",
    facts({ ...SKIPPED, reason: "overlap", decision: { inTheWay: "X" } }, { named: OTHER }),
    "skipped_overlap",
    "O2",
    "Skipped because run X of this job was still running (since 01:00:04 UTC on worker eu-1); the job's overlap policy is skip.",
  ],
  [
    "skipped for a run that ended since, by a policy of its own",
    facts(
      { ...SKIPPED, reason: "overlap", overlap: "skip", trigger: "api" },
      { named: { ...OTHER, status: "completed", finishedAt: at("02:07:00") } },
    ),
    "skipped_overlap",
    "O2",
    "Skipped because run X of this job was still running (since 01:00:04 UTC on worker eu-1, until 02:07); it asked for overlap policy skip; it was asked for over the API.",
  ],
  [
    "skipped for a run that waited",
    facts(
      { ...SKIPPED, reason: "overlap" },
      {
        named: { ...OTHER, startedAt: null, status: "pending", held: true },
        policies: policies({ overlap: "queue_one" }),
      },
    ),
    "skipped_overlap",
    "O2",
    "Skipped because run X of this job was still waiting to start; the job's overlap policy is queue_one.",
  ],
  [
    "skipped for a run the ledger no longer keeps",
    facts({ ...SKIPPED, reason: "overlap", decision: { inTheWay: "X" } }),
    "skipped_overlap",
    "O2",
    "Skipped because run X of this job, which the ledger no longer keeps, was still active; the job's overlap policy is skip.",
  ],
  [
    "skipped at the end of a full queue",
    facts(
      {
        ...SKIPPED,
        reason: "overlap",
        rule: "queue_full",
        decision: { overlap: { policy: "queue_all", limit: 1, active: 1_001, held: 1_000 } },
      },
      { named: OTHER },
    ),
    "skipped_queue_full",
    "O2",
    "Skipped because 1,000 runs of this job were already waiting, as many as may; the job's overlap policy is queue_all.",
  ],
  [
    "skipped on a holiday",
    facts(
      {
        ...SKIPPED,
        reason: "calendar",
        decision: { calendar: "holidays", entry: 4, name: "Christmas Day" },
      },
      { calendarName: "Public holidays" },
    ),
    "skipped_calendar",
    "K1",
    "Skipped because the calendar “Public holidays” excludes that day: Christmas Day.",
  ],
  [
    "skipped outside its hours, many at once",
    facts({
      ...SKIPPED,
      reason: "window",
      slotCount: 1_200,
      scheduledUntil: at("23:59:00"),
      decision: { calendar: "office", entry: 0, name: "outside 08:00–18:00" },
    }),
    "skipped_window",
    "K1",
    "1,200 slots from 02:00 UTC to 23:59 were skipped because the calendar “office” allows no run at that time: outside 08:00–18:00.",
  ],
  [
    "skipped in a gap",
    facts(
      { ...SKIPPED, reason: "dst_gap" },
      {
        timeZone: "Europe/Berlin",
        gap: { from: Date.UTC(2026, 2, 29, 2), to: Date.UTC(2026, 2, 29, 3) },
      },
    ),
    "skipped_dst_gap",
    "Z2",
    "Skipped because the clocks of Europe/Berlin went from 02:00 to 03:00 at that moment, so its time of day did not exist; the schedule says to skip it then.",
  ],
];

const MISSED = {
  status: "missed",
  availableAt: null,
  createdAt: at("03:00:00"),
  finishedAt: at("03:00:00"),
} as const;
const PAUSE = {
  of: "job",
  since: iso("01:30:00"),
  endedAt: iso("03:00:00"),
  until: null,
  by: "U",
  note: "Moving house",
} as const;

const MISSES: readonly Case[] = [
  [
    "missed as too old",
    facts({ ...MISSED, reason: "misfire", rule: "window" }),
    "missed_too_old",
    "M2",
    "Missed: it was 1 h old when a planner got to it; slots older than 24 h are not caught up (misfire window).",
  ],
  [
    "missed by policy skip, by the figures of its decision",
    facts({
      ...MISSED,
      reason: "misfire",
      rule: "skip",
      decision: {
        misfire: {
          policy: "skip",
          ageSeconds: 600,
          graceSeconds: 30,
          windowSeconds: 86_400,
          maxRuns: 100,
        },
      },
    }),
    "missed_by_policy",
    "M3",
    "Missed: it was 10 min old when a planner got to it; the misfire policy is skip for slots older than 30 s (grace).",
  ],
  [
    "missed beyond the cap",
    facts(
      { ...MISSED, reason: "misfire", rule: "cap" },
      { policies: policies({ misfire: { ...POLICIES.misfire, policy: "all" } }) },
    ),
    "missed_over_cap",
    "M3",
    "Missed: it was 1 h old when a planner got to it; the misfire policy all catches up the newest 100 at most.",
  ],
  [
    "coalesced, a row for many",
    facts(
      { ...MISSED, reason: "coalesced", slotCount: 1_439, scheduledUntil: at("02:59:00") },
      { named: { ...OTHER, id: "L", scheduledFor: at("03:00:00") } },
    ),
    "missed_coalesced",
    "M3",
    "1,439 slots from 02:00 UTC to 02:59 were missed: the first was 1 h old when a planner got to it; run L of 03:00 stands for these 1,439 slots, as the misfire policy latest makes one run of what was missed.",
  ],
  [
    "missed in a pause of the job",
    facts(
      { ...MISSED, reason: "paused", rule: "skip", decision: { pause: PAUSE } },
      { pausedBy: ADA, resumedBy: { id: "V", name: "Bob" } },
    ),
    "missed_paused",
    "P3",
    "Missed because the job was paused since 01:30 UTC by Ada (“Moving house”); Bob ended the pause at 03:00; its slots were to be skipped.",
  ],
  [
    "missed in a pause of the project, coalesced",
    facts({
      ...MISSED,
      reason: "paused",
      decision: { pause: { ...PAUSE, of: "project", note: null, by: null }, coalescedInto: "L" },
    }),
    "missed_paused",
    "P3",
    "Missed because all jobs of the project were paused since 01:30 UTC; the pause ended at 03:00; run L stands for its slots (latest).",
  ],
];

describe.each([
  ["a pending run", PENDING],
  ["a run under way", UNDER_WAY],
  ["a run that ended", FINAL],
  ["a cancelled run", CANCELS],
  ["a skipped slot", SKIPS],
  ["a missed slot", MISSES],
])("%s", (_what, cases) => {
  for (const [what, given, code, rule, summary, release] of cases)
    it(what, () => {
      const verdict = whyRun(given);
      expect(verdict.summary).toBe(summary);
      expect([verdict.code, verdict.rule]).toEqual([code, rule]);
      if (release !== undefined) expect(verdict.release?.summary).toBe(release);
      expect(JSON.parse(JSON.stringify(verdict.data))).toEqual(verdict.data);
    });
});

it("takes lateness apart to the millisecond", () => {
  const { data } = whyRun(
    facts({
      ...ENDED,
      status: "completed",
      createdAt: at("02:00:30"),
      startedAt: at("02:10:00"),
      finishedAt: at("02:10:01"),
      latenessMs: 600_000,
      decision: {
        waits: [
          { for: "overlap", behind: "X", since: iso("02:00:30"), until: iso("02:05:00") },
          { for: "concurrency", behind: "Y", since: iso("02:05:00"), until: iso("02:09:00") },
        ],
      },
    }),
  );
  expect(data["lateness"]).toEqual({
    planner: 30_000,
    overlap: 270_000,
    concurrency: 240_000,
    worker: 60_000,
  });
});
