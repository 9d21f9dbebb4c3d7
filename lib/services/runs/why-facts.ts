import type { Db } from "../../../db/client.ts";
import { readPoolState } from "../../../db/queries/pool-state.ts";
import {
  findActor,
  findCalendarName,
  findLastAttempt,
  findOtherRun,
  findPlaceInGroup,
  findPlaceInJob,
  findResumer,
  listBusyRunsOfGroup,
  listBusyRunsOfJob,
  listPeople,
  type WhyRunRow,
} from "../../../db/queries/why-runs.ts";
import type { AskedRun, Person, PoolFacts, RunFacts } from "../../domain/why/run-facts.ts";
import { knownZone } from "../schedules/known-zone.ts";
import { ALIVE_SECONDS } from "../workers/view.ts";
import { policiesOf, templateVersionsById } from "./definitions.ts";
import { gapAt } from "./why-gap.ts";

/** Any worker that has a broker publishes and hears the runs of every pool. */
const AT_THE_BROKER = { pool: null, needs: "rabbitmq", task: null } as const;
/** Runs that may be ahead of a held one and are told one by one. */
const MOST_AHEAD = 50;

/** Gathers what the verdict about a run is made of: two statements and, as its state wants, one to three more. */
export async function runFacts(db: Db, row: WhyRunRow): Promise<RunFacts> {
  const templates = await templateVersionsById(db, [row.templateVersionId]);
  const template = templates.get(row.templateVersionId);
  if (template === undefined) throw new Error(`run ${row.id} refers to no template version`);
  const { schedule } = row;
  const timeZone = knownZone("timeZone" in schedule ? schedule.timeZone : null);
  const decision = row.decision ?? {};
  return {
    now: row.now,
    timeZone,
    run: askedRun(row),
    policies: policiesOf(template, row.policies),
    jitterSeconds: "jitterSeconds" in schedule ? schedule.jitterSeconds : 0,
    requestedBy: row.requestedBy,
    backfillCancelledBy: row.backfillCancelledBy,
    gap: row.reason === "dst_gap" ? gapAt(timeZone, row.scheduledFor) : null,
    ...NOTHING,
    ...(await byState(db, row)),
    ...(await byDecision(db, row, decision)),
  };
}

type Gathered = Pick<
  RunFacts,
  | "lastAttempt"
  | "ahead"
  | "line"
  | "groupLimit"
  | "pool"
  | "named"
  | "cancelledBy"
  | "pausedBy"
  | "resumedBy"
  | "calendarName"
>;

const NOTHING: Gathered = {
  lastAttempt: null,
  ahead: [],
  line: null,
  groupLimit: null,
  pool: null,
  named: null,
  cancelledBy: null,
  pausedBy: null,
  resumedBy: null,
  calendarName: null,
};

/** What a run in this state is asked about first. */
async function byState(db: Db, row: WhyRunRow): Promise<Partial<Gathered>> {
  switch (row.status) {
    case "pending":
      return pendingFacts(db, row);
    case "cancelling":
    case "cancelled":
      return { cancelledBy: await canceller(db, row) };
    case "running":
    case "completed":
    case "failed":
    case "skipped":
    case "missed":
      return {};
  }
}

async function pendingFacts(db: Db, row: WhyRunRow): Promise<Partial<Gathered>> {
  switch (row.heldReason) {
    case "delay":
      return {};
    case "overlap": {
      const [ahead, line] = await Promise.all([
        listBusyRunsOfJob(db, row.jobId, MOST_AHEAD),
        findPlaceInJob(db, row),
      ]);
      return { ahead, line: line ?? null };
    }
    case "concurrency": {
      const group = { projectId: row.projectId, key: row.concurrencyKey ?? "" };
      const [ahead, line] = await Promise.all([
        listBusyRunsOfGroup(db, group, MOST_AHEAD),
        findPlaceInGroup(db, row),
      ]);
      return { ahead, line: line ?? null, groupLimit: row.groupLimit };
    }
    case null: {
      const [pool, lastAttempt] = await Promise.all([
        row.broker === null ? poolFacts(db, row) : poolFacts(db, AT_THE_BROKER),
        row.attempt > 0 ? findLastAttempt(db, row.id) : undefined,
      ]);
      return { pool, lastAttempt: lastAttempt ?? null };
    }
  }
}

/** How the workers of a pool stand that could take a run; a null pool is all of them. */
export async function poolFacts(
  db: Db,
  run: {
    readonly pool: string | null;
    readonly needs: PoolFacts["needs"];
    readonly task: string | null;
  },
): Promise<PoolFacts> {
  const { pool, needs, task } = run;
  const question = { pool, needs, task };
  const { lastSeenName, lastSeenAt, ...state } = await readPoolState(db, question, ALIVE_SECONDS);
  const lastSeen =
    lastSeenName === null || lastSeenAt === null ? null : { name: lastSeenName, at: lastSeenAt };
  return { pool: pool ?? "", needs, task, ...state, lastSeen };
}

async function canceller(db: Db, { id, reason }: WhyRunRow): Promise<Person | null> {
  if (reason !== "user" && reason !== "force") return null;
  return (await findActor(db, { objectId: id, action: "run.cancelled" })) ?? null;
}

/** What the data it was decided on refers to. */
async function byDecision(
  db: Db,
  { projectId, jobId }: WhyRunRow,
  decision: NonNullable<WhyRunRow["decision"]>,
): Promise<Partial<Gathered>> {
  const { calendar, pause } = decision;
  const other = decision.inTheWay ?? decision.coalescedInto;
  const [named, calendarName, pausedBy, resumedBy] = await Promise.all([
    other === undefined ? undefined : findOtherRun(db, projectId, other),
    calendar === undefined ? undefined : findCalendarName(db, { projectId, slug: calendar }),
    pause?.by ? listPeople(db, [pause.by]) : [],
    pause === undefined
      ? undefined
      : findResumer(db, { of: pause.of, projectId, jobId, endedAt: Date.parse(pause.endedAt) }),
  ]);
  return {
    named: named ?? null,
    calendarName: calendarName ?? null,
    pausedBy: pausedBy[0] ?? null,
    resumedBy: resumedBy ?? null,
  };
}

function askedRun(row: WhyRunRow): AskedRun {
  const { templateName, templateVersion, decision, notes, progress, ...rest } = row;
  return {
    ...rest,
    notes: notes ?? [],
    decision: decision ?? {},
    progress: progress && {
      percent: typeof progress.percent === "number" ? progress.percent : null,
      message: typeof progress.message === "string" ? progress.message : null,
    },
    template: { name: templateName, version: templateVersion },
  };
}
