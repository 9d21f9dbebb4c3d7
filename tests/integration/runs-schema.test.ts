import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { openHeart } from "../support/heart.ts";

const heart = await openHeart("2026-03-02T08:00:00Z");
const { sql } = heart;

const NOW = new Date("2026-03-02T08:00:00Z");
const ID = "00000000-0000-7000-8000-000000000001";
const LEASE = {
  worker_id: ID,
  lease_token: ID,
  lease_expires_at: NOW,
  attempt_started_at: NOW,
};

type Columns = Readonly<Record<string, string | number | boolean | Date | null>>;

const RUNNING: Columns = { status: "running", ...LEASE };
const COMPLETED: Columns = { status: "completed", finished_at: NOW };
const SKIPPED: Columns = { status: "skipped", reason: "overlap", finished_at: NOW };
const FAILED: Columns = {
  status: "failed",
  reason: "timeout",
  error_code: "timeout",
  finished_at: NOW,
};

/** Inserts runs as no transition would; each is a sound pending run of one job but for what is given. */
async function insertRuns(...rows: readonly Columns[]): Promise<void> {
  const job = await heart.makeJob();
  const [template] = await sql<{ id: string }[]>`select id from template_versions limit 1`;
  const [project] = await sql<{ id: string }[]>`select id from projects limit 1`;
  for (const row of rows) {
    const sound = {
      id: randomUUID(),
      project_id: project?.id ?? null,
      job_id: job.id,
      job_version: 1,
      template_version_id: template?.id ?? null,
      trigger: "manual",
      scheduled_for: NOW,
      status: "pending",
      available_at: NOW,
    };
    await sql`insert into runs ${sql({ ...sound, ...row })}`;
  }
}

/** The constraint or index that refuses these rows; null when they are let in. */
async function refusedBy(...rows: readonly Columns[]): Promise<string | null> {
  return insertRuns(...rows).then(
    () => null,
    (error: { constraint_name?: string }) => {
      if (error.constraint_name === undefined) throw error;
      return error.constraint_name;
    },
  );
}

const EXTERNAL: Columns = {
  external_task: "index",
  external_transport: "http",
  heartbeat_timeout_seconds: 60,
};

const RABBITMQ: Columns = { external_transport: "rabbitmq" };

const REFUSED: readonly (readonly [constraint: string, why: string, rows: readonly Columns[]])[] = [
  ["runs_status_known", "a state that is none", [{ status: "paused" }]],
  ["runs_trigger_known", "a trigger that is none", [{ trigger: "cron" }]],
  ["runs_final_iff_finished", "an end without its moment", [{ ...COMPLETED, finished_at: null }]],
  ["runs_final_iff_finished", "a verdict without its moment", [{ ...SKIPPED, finished_at: null }]],
  ["runs_final_iff_finished", "a moment of the end before the end", [{ finished_at: NOW }]],
  ["runs_lease_while_held", "work without a lease", [{ status: "running" }]],
  ["runs_lease_while_held", "a lease without end", [{ ...RUNNING, lease_expires_at: null }]],
  ["runs_lease_while_held", "a lease without token", [{ ...RUNNING, lease_token: null }]],
  ["runs_lease_while_held", "a lease without holder", [{ ...RUNNING, worker_id: null }]],
  ["runs_lease_while_held", "an attempt without start", [{ ...RUNNING, attempt_started_at: null }]],
  ["runs_lease_while_held", "a lease on what waits", [LEASE]],
  ["runs_lease_while_held", "a lease on what has ended", [{ ...COMPLETED, ...LEASE }]],
  ["runs_pending_is_available", "waiting for no moment", [{ available_at: null }]],
  ["runs_held_only_pending", "an end that is held", [{ ...COMPLETED, held_reason: "overlap" }]],
  ["runs_held_only_pending", "held and announced", [{ held_reason: "overlap", dispatch_id: ID }]],
  ["runs_message_only_pending", "work that is announced", [{ ...RUNNING, dispatch_id: ID }]],
  ["runs_message_only_pending", "an end that is announced", [{ ...COMPLETED, dispatch_id: ID }]],
  ["runs_reason_when_not_done", "skipped for no reason", [{ ...SKIPPED, reason: null }]],
  ["runs_reason_when_not_done", "failed for no reason", [{ ...FAILED, reason: null }]],
  [
    "runs_reason_when_not_done",
    "cancelled for no reason",
    [{ ...COMPLETED, status: "cancelled", reason: null }],
  ],
  ["runs_failed_iff_error", "failed without an error", [{ ...FAILED, error_code: null }]],
  ["runs_failed_iff_error", "completed with an error", [{ ...COMPLETED, error_code: "timeout" }]],
  ["runs_slot_count_positive", "standing for no slot", [{ slot_count: 0 }]],
  ["runs_job", "a job there never was", [{ job_id: "01890000-0000-7000-8000-000000000000" }]],
  ["runs_pkey", "an id twice", [{ id: ID }, { id: ID }]],
  ["runs_slot_unique", "a slot twice (C2)", [{ trigger: "schedule" }, { trigger: "schedule" }]],
  [
    "runs_slot_unique",
    "a slot twice, whatever became of it",
    [{ trigger: "schedule", ...SKIPPED }, { trigger: "schedule" }],
  ],
  ["runs_backfill_named", "a backfill without its name", [{ trigger: "backfill" }]],
  ["runs_backfill_named", "a name of a backfill that is none of its runs", [{ backfill_id: ID }]],
  [
    "runs_backfill_slot_unique",
    "a slot twice in one backfill (B1)",
    [
      { trigger: "backfill", backfill_id: ID },
      { trigger: "backfill", backfill_id: ID },
    ],
  ],
  [
    "runs_live",
    "two exclusive runs at once (C7)",
    [{ exclusive: true, ...RUNNING }, { exclusive: true }],
  ],
  [
    "runs_external_transport_known",
    "a way that is none",
    [{ ...EXTERNAL, external_transport: "fax" }],
  ],
  ["runs_external_whole", "a task without a way", [{ ...EXTERNAL, external_transport: null }]],
  ["runs_external_whole", "a task that is announced", [{ ...EXTERNAL, dispatch_id: ID }]],
  [
    "runs_external_whole",
    "a task without a lease",
    [{ ...EXTERNAL, heartbeat_timeout_seconds: null }],
  ],
  ["runs_handed_over_while_held", "handed over to nobody", [{ ...EXTERNAL, handed_over_at: NOW }]],
  [
    "runs_published_by_rabbitmq",
    "publishing what workers claim",
    [{ ...EXTERNAL, publish_at: NOW }],
  ],
  ["runs_published_by_rabbitmq", "publishing our own work", [{ publish_at: NOW }]],
  [
    "runs_published_whole",
    "publishing under no key",
    [{ ...EXTERNAL, ...RABBITMQ, published_attempt: 1 }],
  ],
  [
    "runs_pending_is_published",
    "waiting for a consumer that never hears of it",
    [{ ...EXTERNAL, ...RABBITMQ }],
  ],
  [
    "runs_pending_is_published",
    "waiting for a consumer that heard of another attempt",
    [{ ...EXTERNAL, ...RABBITMQ, attempt: 1, published_attempt: 1, published_as: "a" }],
  ],
  ["runs_needs_known", "a need that is none", [{ needs: "luck" }]],
];

describe("the database refuses", () => {
  it.each(REFUSED)("%s: %s", async (constraint, _why, rows) => {
    expect(await refusedBy(...rows)).toBe(constraint);
  });

  it("by every constraint and unique index that runs have", async () => {
    const rows = await sql<{ name: string }[]>`
      select conname as name from pg_constraint
        where conrelid = 'runs'::regclass and contype in ('c', 'f', 'p', 'u')
      union
      select relname from pg_index join pg_class on pg_class.oid = indexrelid
        where indrelid = 'runs'::regclass and indisunique`;
    const held = new Set(REFUSED.map(([constraint]) => constraint));
    expect(new Set(rows.map((row) => row.name))).toEqual(held);
  });
});

describe("the database lets in", () => {
  const cancelling = { ...RUNNING, status: "cancelling" };
  const held = { exclusive: true, held_reason: "overlap" };
  const ALLOWED: readonly (readonly [what: string, rows: readonly Columns[]])[] = [
    ["a run in each state", [{}, RUNNING, cancelling, COMPLETED, SKIPPED, FAILED]],
    ["runs by hand at one moment", [{}, {}]],
    [
      "an exclusive run, those before it, those held behind it, and one that is not exclusive",
      [{ exclusive: true, ...COMPLETED }, { exclusive: true, ...RUNNING }, held, held, {}],
    ],
    ["the last error of a run that is tried again", [{ error_code: "network" }]],
  ];
  it.each(ALLOWED)("%s", async (_what, rows) => {
    expect(await refusedBy(...rows)).toBeNull();
  });
});

describe("attempts", () => {
  const attempt = (columns: Columns) => {
    const sound = {
      run_id: ID,
      attempt: 1,
      worker_id: ID,
      started_at: NOW,
      finished_at: NOW,
      outcome: "completed",
    };
    return sql`insert into attempts ${sql({ ...sound, ...columns })}`;
  };

  it("have one row per number of a run, and an outcome that is one (C4)", async () => {
    await attempt({});
    await expect(attempt({ outcome: "lost" })).rejects.toMatchObject({
      constraint_name: "attempts_run_id_attempt_pk",
    });
    await expect(attempt({ attempt: 2, outcome: "gone" })).rejects.toMatchObject({
      constraint_name: "attempts_outcome_known",
    });
  });
});
