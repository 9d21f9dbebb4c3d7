import type { Tx } from "../../../db/client.ts";
import {
  type GroupName,
  lockGroups,
  readGroups,
  tryLockGroup,
} from "../../../db/queries/concurrency.ts";
import type { NewRun } from "../../../db/queries/run-transitions.ts";
import {
  type ConcurrencyGroup,
  enterGroup,
  type GroupState,
  type NoPlace,
} from "../../domain/concurrency.ts";
import type { Wait } from "../../domain/decision.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";

/** A job as its concurrency group needs it. */
export type GroupedJob = {
  readonly id: string;
  readonly projectId: string;
  readonly concurrencyGroup: ConcurrencyGroup | null;
  /** The transaction's instant, milliseconds since 1970. */
  readonly now: number;
};

/** A run that has passed its overlap rule and wants to be announced. */
export type Candidate = { readonly id: string; readonly jobId: string; readonly priority: number };

/**
 * Who of these runs finds no place in the group of its job, and so waits, by id. The groups of all given jobs are locked
 * until the transaction ends: name every job that rows are written for. Without groups it costs nothing.
 */
export async function waitsForGroups(
  tx: Tx,
  jobs: readonly GroupedJob[],
  candidates: readonly Candidate[],
): Promise<ReadonlyMap<string, Wait>> {
  const grouped = new Map(jobs.flatMap((job) => membersOf(job)));
  if (grouped.size === 0) return new Map();
  const names = [...grouped.values()].map(({ name }) => name);
  await lockGroups(tx, names);
  const wanted = candidates.flatMap((run) => {
    const member = grouped.get(run.jobId);
    return member === undefined ? [] : [{ ...run, ...member, limit: member.group.limit }];
  });
  if (wanted.length === 0) return new Map();
  const states = await readGroups(tx, uniqueGroups(wanted.map(({ name }) => name)));
  return new Map(
    states.flatMap((state) => {
      const here = wanted.filter(({ name }) => isSame(name, state));
      const waiting = enterGroup(state, here);
      return here.flatMap((run) => waitOf(run, waiting.get(run.id)));
    }),
  );
}

/**
 * The same for one run where the caller holds what others may wait for, and so cannot wait itself: `busy` when somebody
 * else is at the group.
 */
export async function waitForGroup(
  tx: Tx,
  job: GroupedJob,
  run: Candidate,
): Promise<Wait | null | "busy"> {
  const [member] = membersOf(job);
  if (member === undefined) return null;
  if (!(await tryLockGroup(tx, member[1].name))) return "busy";
  return (await waitsForGroups(tx, [job], [run])).get(run.id) ?? null;
}

/**
 * The rows of a pass over these jobs, where runs that find no place in their group wait for one. Those in `cancelled` are
 * gone before they could take any.
 */
export async function enterGroups(
  tx: Tx,
  jobs: readonly GroupedJob[],
  runs: readonly NewRun[],
  cancelled: ReadonlyMap<string, string>,
): Promise<readonly NewRun[]> {
  if (jobs.every((job) => job.concurrencyGroup === null)) return runs;
  const going = runs.filter(
    (run) =>
      run.status === "pending" && (run.heldReason ?? null) === null && !cancelled.has(run.id),
  );
  const waits = await waitsForGroups(tx, jobs, going);
  return waits.size === 0 ? runs : runs.map((run) => heldForGroup(run, waits.get(run.id)));
}

function heldForGroup(run: NewRun, wait: Wait | undefined): NewRun {
  if (wait === undefined) return run;
  return {
    ...run,
    dispatchId: null,
    heldReason: "concurrency",
    heldBy: wait.behind,
    decision: { ...run.decision, waits: [wait] },
  };
}

/** The groups in which these runs count, each once. */
export function groupsOf(
  runs: readonly { readonly projectId: string; readonly concurrencyKey?: string | null }[],
): GroupName[] {
  return uniqueGroups(
    runs.flatMap(({ projectId, concurrencyKey }) =>
      concurrencyKey == null ? [] : [{ projectId, key: concurrencyKey }],
    ),
  );
}

export function uniqueGroups(groups: readonly GroupName[]): GroupName[] {
  return [...new Map(groups.map((name) => [`${name.projectId} ${name.key}`, name])).values()];
}

type Member = { readonly name: GroupName; readonly group: ConcurrencyGroup; readonly now: number };

function membersOf({ id, projectId, concurrencyGroup, now }: GroupedJob): [string, Member][] {
  if (concurrencyGroup === null) return [];
  const name = { projectId, key: concurrencyGroup.key };
  return [[id, { name, group: concurrencyGroup, now }]];
}

function isSame(name: GroupName, state: GroupName & GroupState): boolean {
  return name.projectId === state.projectId && name.key === state.key;
}

function waitOf(
  run: Member & { readonly id: string },
  full: NoPlace | undefined,
): [string, Wait][] {
  if (full === undefined) return [];
  const { group, now } = run;
  const wait: Wait = {
    for: "concurrency",
    behind: full.behind,
    since: formatInstant(now),
    until: null,
    group: { ...group, taken: full.taken },
  };
  return [[run.id, wait]];
}
