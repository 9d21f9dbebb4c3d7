import type { EventView } from "../contracts/event.ts";

export type Filters = { readonly [name: string]: string | undefined };

/** Names of everything the browser keeps. A shorter key covers all that begin with it. */
export const queryKeys = {
  overview: ["overview"],
  jobs: (filters: Filters) => ["jobs", filters],
  job: (id: string) => ["job", id],
  occurrences: (id: string) => ["job", id, "occurrences"],
  jobWhy: (id: string, at: string) => ["job", id, "why", at],
  backfills: (jobId: string) => ["job", jobId, "backfills"],
  backfill: (jobId: string, id: string) => ["job", jobId, "backfills", id],
  ledger: (jobId: string, range: string) => ["ledger", jobId, range],
  projectLedger: (project: string) => ["project-ledger", project],
  project: (slug: string) => ["project", slug],
  runs: (filters: Filters) => ["runs", filters["job"] ?? "all", filters],
  run: (id: string) => ["run", id],
  runWhy: (id: string) => ["run", id, "why"],
  templates: ["templates"],
  workers: ["workers"],
  mailbox: ["mailbox"],
  audit: (filters: Filters) => ["audit", filters],
  auditVerdict: ["audit-verdict"],
} as const;

export type StaleKey = {
  readonly key: readonly string[];
  /** Milliseconds between two refreshes because of events, at least. */
  readonly every: number;
};

const DETAIL = 250;
const LIST = 1000;
/** What counts all jobs. */
const COUNT = 30_000;

const ALL_JOBS: readonly StaleKey[] = [
  { key: ["job"], every: LIST },
  { key: ["project"], every: DETAIL },
];

/** What an event makes out of date. */
export function staleKeys({ type, jobId, runId }: EventView): readonly StaleKey[] {
  const job = jobId === undefined ? [] : [{ key: ["job", jobId], every: LIST }];
  switch (type) {
    case "run.created":
    case "run.updated":
    case "run.finished":
      return [
        ...(runId === undefined ? [] : [{ key: ["run", runId], every: DETAIL }]),
        ...(jobId === undefined ? [] : [{ key: ["runs", jobId], every: LIST }]),
        { key: ["runs", "all"], every: LIST },
        { key: ["jobs"], every: LIST },
        { key: ["overview"], every: LIST },
        ...job,
      ];
    case "run.progress":
      return runId === undefined ? [] : [{ key: ["run", runId], every: DETAIL }];
    case "job.created":
    case "job.updated":
    case "job.terminated":
      return [
        { key: ["jobs"], every: LIST },
        { key: ["overview"], every: LIST },
        { key: ["project-ledger"], every: COUNT },
        ...(jobId === undefined ? [] : [{ key: ["ledger", jobId], every: LIST }]),
        // Without a job it is about all of a project: somebody paused it, or it goes on.
        ...(jobId === undefined ? ALL_JOBS : job),
      ];
    case "template.updated":
      return [{ key: ["templates"], every: LIST }];
    case "worker.updated":
      return [{ key: ["workers"], every: LIST }];
  }
}
