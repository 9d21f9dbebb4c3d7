import type { Db } from "../../../db/client.ts";
import {
  type KeyedJob,
  listPublishedKeys,
  listRabbitmqJobs,
} from "../../../db/queries/publications.ts";
import type { JsonObject } from "../../domain/json.ts";
import { renderExternalTask } from "../../domain/template/external-task.ts";
import type { ParameterSchema } from "../../domain/template/types.ts";
import { Recent } from "../../platform/recent.ts";
import { jobVersionKey, jobVersionsByKey, templateVersionsById } from "../runs/definitions.ts";

/** By the versions of job and template, which do not change. */
const known = new Recent<boolean>(50_000);

/** The keys whose exchange and queues are wanted: of jobs whose runs go over RabbitMQ, and of runs that are out under a key of before. */
export async function listRabbitmqKeys(db: Db): Promise<ReadonlySet<string>> {
  const [jobs, published] = await Promise.all([listRabbitmqJobs(db), listPublishedKeys(db)]);
  await judge(
    db,
    jobs.filter((job) => known.get(versionsOf(job)) === undefined),
  );
  const keys = jobs.filter((job) => known.get(versionsOf(job)) === true).map(({ key }) => key);
  return new Set([...keys, ...published]);
}

function versionsOf({ jobId, jobVersion, templateVersionId }: KeyedJob): string {
  return `${jobId} ${jobVersion} ${templateVersionId}`;
}

async function judge(db: Db, jobs: readonly KeyedJob[]): Promise<void> {
  if (jobs.length === 0) return;
  const [versions, templates] = await Promise.all([
    jobVersionsByKey(db, jobs),
    templateVersionsById(
      db,
      jobs.map(({ templateVersionId }) => templateVersionId),
    ),
  ]);
  for (const job of jobs) {
    const version = versions.get(jobVersionKey(job.jobId, job.jobVersion));
    const template = templates.get(job.templateVersionId);
    if (version === undefined || template === undefined) continue;
    const task = renderExternalTask({
      config: template.config as JsonObject,
      schema: template.parameters as ParameterSchema,
      params: version.params,
      // No run yet: what a task says of its run is of no consequence for its way.
      context: {
        run: { id: job.jobId, attempt: 1, trigger: "schedule" },
        job: { id: job.jobId, name: version.name },
        scheduledFor: "1970-01-01T00:00:00.000Z",
      },
      builtIn: template.builtIn,
    });
    known.set(versionsOf(job), task?.transport === "rabbitmq");
  }
}
