import { newId } from "../../lib/platform/ids.ts";
import { openByHand } from "../../lib/services/runs/open-by-hand.ts";
import { type Bed, percentile, seedJobs } from "./bed.ts";

/** A job of one's own over a template of one's own. Answers its id. */
export async function makeJob(bed: Bed, executor: string, config: object): Promise<string> {
  const sql = bed.database.connection;
  const made = { templateId: newId(), templateVersionId: newId() };
  const slug = `${executor}-${made.templateId}`;
  await sql`insert into templates (id, project_id, slug, executor, name, latest_version)
    values (${made.templateId}, ${bed.projectId}, ${slug}, ${executor}, ${slug}, 1)`;
  const parameters = { type: "object", properties: {}, additionalProperties: false };
  await sql`insert into template_versions (id, template_id, version, name, description, parameters, config, policies)
    values (${made.templateVersionId}, ${made.templateId}, 1, ${slug}, '', ${JSON.stringify(parameters)},
      ${JSON.stringify(config)}, '{}')`;
  await seedJobs({ ...bed, ...made }, 1, {
    prefix: slug,
    nextFireAt: "null::timestamptz",
    schedule: `'{"kind":"manual"}'::jsonb`,
    policies: { overlap: "allow" },
  });
  const [job] = await sql<
    { id: string }[]
  >`select id from jobs where template_id = ${made.templateId}`;
  if (job === undefined) throw new Error("the job was not made");
  return job.id;
}

/** Opens a run as a person would. */
export function openOne({ database, queue, hints }: Bed, jobId: string): Promise<string> {
  const request = { params: null, requestedBy: null, traceparent: null } as const;
  return openByHand({ db: database.db, queue, hints }, { ...request, jobId, trigger: "api" });
}

/** Opens a run and waits until a worker has executed it. Answers the time from its claim to its end in milliseconds. */
export async function executeOne(bed: Bed, jobId: string): Promise<number> {
  return untilEnded(bed, await openOne(bed, jobId));
}

/** Measures all of these by turns, so that what else the machine does falls on all of them. Answers the medians, in their order. */
export async function byTurns(
  subjects: readonly (() => Promise<number>)[],
  { runs, warmUp }: { readonly runs: number; readonly warmUp: number },
): Promise<number[]> {
  const times = subjects.map((): number[] => []);
  for (let n = 0; n < warmUp + runs; n += 1)
    for (const [index, measure] of subjects.entries()) {
      const ms = await measure();
      if (n >= warmUp) times[index]?.push(ms);
    }
  return times.map((of) => percentile(of, 50));
}

/** By the database's clock. */
async function untilEnded(bed: Bed, runId: string): Promise<number> {
  for (;;) {
    const [run] = await bed.database.connection<
      { ms: number | null; status: string; error: string | null }[]
    >`
      select (extract(epoch from finished_at - started_at) * 1000)::float8 as ms, status, error_message as error
      from runs where id = ${runId}`;
    if (run?.status === "completed" && run.ms !== null) return run.ms;
    if (run?.status === "failed") throw new Error(`a run failed: ${run.error}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
