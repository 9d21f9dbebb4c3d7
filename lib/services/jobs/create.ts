import { readNow } from "../../../db/sql.ts";
import type { JobCreate, JobView } from "../../contracts/job.ts";
import { keyFromName } from "../../domain/job-key.ts";
import { mergePatch } from "../../domain/merge-patch.ts";
import { newId } from "../../platform/ids.ts";
import { authorOf } from "../author.ts";
import { enterProject } from "../authorize.ts";
import { nameCalendars } from "../calendars/name.ts";
import { existing } from "../calendars/rules.ts";
import type { Context } from "../context.ts";
import {
  checkDefinition,
  chooseCalendars,
  chooseTemplate,
  holdNamedCalendars,
  type WantedDefinition,
} from "./definition.ts";
import { insertWithKey } from "./key.ts";
import { paused, running } from "./position.ts";
import { recordVersion } from "./record.ts";
import { showJob } from "./show.ts";

/** Makes a job and plans its first slot. Throws `invalid` with every fault, `conflict` where the key is taken. */
export async function createJob(ctx: Context, body: JobCreate): Promise<JobView> {
  const project = await enterProject(ctx, "jobs.write", body.project);
  const wanted = wantedBy(body);
  // Queues are made outside of transactions, and before the first run needs one.
  await ctx.queue.ensurePool(wanted.pool);
  const id = newId();
  await ctx.db.transaction(async (tx) => {
    const now = await readNow(tx);
    const version = wanted.templateVersion;
    const template = await chooseTemplate(tx, project.id, body.template, version);
    const schedule = { set: body.schedule, previous: null };
    const checks = { params: true, policies: true };
    await holdNamedCalendars(tx, project.id, body.schedule);
    const calendars = await chooseCalendars(tx, project.id, body.schedule);
    const definition = checkDefinition({ id, now }, wanted, template, schedule, calendars, checks);
    const createdBy = authorOf(ctx.actor);
    const position =
      body.enabled === false
        ? paused({ at: now, until: null, by: createdBy, note: null, decidedUntil: now })
        : running({ schedule: definition.schedule, calendars: existing(calendars) }, id, now);
    const stored = { ...definition, ...position, id, projectId: project.id, createdBy };
    const key = await insertWithKey(tx, stored, body.key ?? null);
    await nameCalendars(tx, stored);
    await recordVersion(tx, ctx, { ...stored, key, version: 1, countsFrom: now }, "created", null);
  });
  ctx.hints.send("jobs", "events");
  return showJob(ctx.db, id);
}

function wantedBy(body: JobCreate): WantedDefinition {
  return {
    key: body.key ?? keyFromName(body.name),
    name: body.name,
    description: body.description ?? "",
    templateVersion: body.templateVersion ?? null,
    params: body.params ?? {},
    tags: body.tags ?? [],
    pool: body.pool ?? "default",
    priority: body.priority ?? 0,
    policies: mergePatch({}, body.policies ?? {}),
    concurrencyGroup: body.concurrencyGroup ?? null,
  };
}
