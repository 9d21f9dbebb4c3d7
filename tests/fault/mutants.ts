/** A bug to plant: texts of a file with what they become, and the test that must notice. */
export type Mutant = {
  readonly name: string;
  readonly edits: readonly {
    readonly file: string;
    readonly text: string;
    readonly becomes: string;
  }[];
  readonly test: { readonly file: string; readonly only: string };
};

const TRANSITIONS = "db/queries/run-transitions.ts";
const SPINE = "db/migrations/0001_spine.sql";

/** Each takes away one of the things that keep the promises. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "no unique slot",
    edits: [
      {
        file: SPINE,
        text: 'CREATE UNIQUE INDEX "runs_slot_unique"',
        becomes: 'CREATE INDEX "runs_slot_unique"',
      },
      {
        file: TRANSITIONS,
        text: "on conflict (job_id, scheduled_for) where trigger = 'schedule' do nothing",
        becomes: "",
      },
    ],
    test: {
      file: "tests/integration/planner.test.ts",
      only: "never opens a slot that has its row already",
    },
  },
  {
    name: "no compare-and-set",
    edits: [
      {
        file: "db/queries/planner.ts",
        text: `c.version = a."version"
      and c.decided_until = to_timestamp(a."oldDecidedUntil" / 1000)`,
        becomes: "true",
      },
    ],
    test: { file: "tests/integration/planner-guards.test.ts", only: "compare-and-set" },
  },
  {
    name: "no SKIP LOCKED",
    edits: [
      {
        file: "db/queries/planner.ts",
        text: "for no key update of job_clocks skip locked",
        becomes: "for no key update of job_clocks",
      },
    ],
    test: { file: "tests/integration/planner-guards.test.ts", only: "somebody else is at" },
  },
  {
    name: "finish by status only",
    edits: [
      {
        file: TRANSITIONS,
        text: 'r.lease_token = input."leaseToken" and r.status = input."from"',
        becomes: 'r.status = input."from"',
      },
    ],
    test: { file: "tests/integration/run-life.test.ts", only: "fences its holder" },
  },
  {
    name: "heartbeat without token",
    edits: [
      {
        file: "db/queries/leases.ts",
        text: `r.lease_token = l."leaseToken" and r.status in ('running', 'cancelling')`,
        becomes: `r.status in ('running', 'cancelling')`,
      },
    ],
    test: { file: "tests/integration/run-life.test.ts", only: "a stale token renews nothing" },
  },
  {
    name: "message outside the transaction",
    edits: [
      {
        file: "lib/queue/queue.ts",
        text: "await this.#boss.insert(name, jobs, { db: joined(tx), returnId: false });",
        becomes: "await this.#boss.insert(name, jobs, { returnId: false });",
      },
    ],
    test: { file: "tests/integration/planner-crash.test.ts", only: "when planning, with held" },
  },
  {
    name: "host's absolute time as delay",
    edits: [
      {
        file: "lib/queue/queue.ts",
        text: "startAfter: message.delaySeconds,",
        becomes: "startAfter: new Date(Date.now() + message.delaySeconds * 1000),",
      },
    ],
    test: {
      file: "tests/integration/run-life.test.ts",
      only: "goes from pending over running to completed",
    },
  },
  {
    name: "lease that may be NULL",
    edits: [
      {
        file: SPINE,
        text: '"runs"."lease_expires_at" is not null and "runs"."worker_id"',
        becomes: '"runs"."worker_id"',
      },
    ],
    test: { file: "tests/integration/runs-schema.test.ts", only: "a lease without end" },
  },
  {
    name: "two exclusive runs at once",
    edits: [
      {
        file: "db/migrations/0007_live-apart-from-waiting.sql",
        text: 'CREATE UNIQUE INDEX "runs_live"',
        becomes: 'CREATE INDEX "runs_live"',
      },
    ],
    test: { file: "tests/integration/runs-schema.test.ts", only: "two exclusive runs at once" },
  },
  {
    name: "poison runs go on for ever",
    edits: [
      {
        file: TRANSITIONS,
        text: `lost_count = r.lost_count + (input."outcome" = 'lost')::int,`,
        becomes: "",
      },
    ],
    test: { file: "tests/integration/run-life.test.ts", only: "lost for the third time" },
  },
];
