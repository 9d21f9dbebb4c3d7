import { newId } from "../../lib/platform/ids.ts";
import { openByHand } from "../../lib/services/runs/open-by-hand.ts";
import type { Executor } from "../../worker/executors/executor.ts";
import { type Bed, percentile, seedJobs, startWorkerWith } from "./bed.ts";

/** The first ones connect, plan and compile. */
export const WARM_UP = 20;

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

/** The time from claim to end of runs that a worker executes one after the other, in milliseconds; the median. */
export async function executeOneByOne(
  bed: Bed,
  { executor, config, runs }: { executor: Executor; config: object; runs: number },
): Promise<number> {
  const jobId = await makeJob(bed, executor.kind, config);
  const worker = await startWorkerWith(bed, 1, executor);
  const times: number[] = [];
  for (let n = 0; n < WARM_UP + runs; n += 1) {
    const ms = await untilEnded(bed, await openOne(bed, jobId));
    if (n >= WARM_UP) times.push(ms);
  }
  await worker.stop(5_000);
  return percentile(times, 50);
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
