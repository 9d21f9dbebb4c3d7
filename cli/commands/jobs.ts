import type { Command } from "commander";
import type { Page } from "../../lib/contracts/common.ts";
import type { JobView } from "../../lib/contracts/job.ts";
import type { RunDetailView } from "../../lib/contracts/run.ts";
import { action, actionOn, collect, examples, segment, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import type { Io } from "../io.ts";
import { readParams } from "../params.ts";
import { jobColumns, jobText } from "../render/job.ts";
import { statusWords } from "../render/run.ts";
import { plain } from "../render/safe-text.ts";
import { parametersOf } from "../template-parameters.ts";
import { addCreateJob } from "./job-create.ts";
import { followRunLog } from "./run-logs.ts";

type ListFlags = {
  readonly status?: string;
  readonly template?: string;
  readonly tag?: string;
  readonly search?: string;
  readonly limit?: number;
  readonly cursor?: string;
};

type RunFlags = {
  readonly param?: readonly string[];
  readonly delay?: string;
  readonly at?: string;
  readonly overlap?: string;
  readonly idempotencyKey?: string;
  readonly follow?: boolean;
};

/** `punctual jobs …` */
export function addJobs(program: Command, io: Io): void {
  const jobs = program.command("jobs").description("What is scheduled");
  jobs
    .command("list")
    .description("List jobs, newest first")
    .option("--status <status>", "active, paused or finished; several with commas")
    .option("--template <template>", "only jobs of these templates")
    .option("--tag <tag>", "only jobs with this tag")
    .option("--search <text>", "only jobs whose name or key has this in it")
    .option("--limit <count>", "1 to 200 (50)", toNumber)
    .option("--cursor <cursor>", "go on where a page ended")
    .action(action(io, listJobs));
  jobs
    .command("get")
    .description("Show one job")
    .argument("<job>", "key or id")
    .action(actionOn(io, getJob));
  addCreateJob(jobs, io);
  jobs
    .command("pause")
    .description("Stop planning; runs under way go on")
    .argument("<job>", "key or id")
    .option("--until <instant>", "resume by itself then: 2026-12-24T18:00:00+01:00")
    .option("--note <text>", "why, for whoever wonders")
    .action(actionOn(io, pauseJob));
  jobs
    .command("resume")
    .description("Plan again")
    .argument("<job>", "key or id")
    .option("--missed <policy>", "what becomes of the slots of the pause: skip, latest or all")
    .action(actionOn(io, resumeJob));
  jobs
    .command("run")
    .description("Run a job now, or once at another moment")
    .argument("<job>", "key or id")
    .option("--param <key=value>", "instead of the job's own value (repeatable)", collect)
    .option("--delay <duration>", "not now, but after 2m, 1h …")
    .option("--at <instant>", "not now, but then")
    .option("--overlap <policy>", "instead of the job's own policy")
    .option("--idempotency-key <key>", "the same key again gives the same run again")
    .option("--follow", "show the log, and end with the run: 0 when it completed, else 1")
    .addHelpText("after", examples("punctual jobs run nightly-report --param region=us --follow"))
    .action(actionOn(io, runJob));
  jobs
    .command("delete")
    .description("Delete a job: pending runs are cancelled, running ones finish")
    .argument("<job>", "key or id")
    .option("--yes", "do not ask")
    .action(actionOn(io, deleteJob));
}

async function listJobs(ctx: Context, { search, ...flags }: ListFlags): Promise<void> {
  const { status, template, tag, limit, cursor } = flags;
  const query = { status, template, tag, limit, cursor, q: search, project: ctx.project };
  const page = await ctx.client.call<Page<JobView>>("GET", "/jobs", { query });
  ctx.showPage(page, jobColumns(ctx.io.now()), "No jobs. Make one: punctual jobs create --help");
}

/** One job by key or id. */
export function readJob({ client, project }: Context, name: string): Promise<JobView> {
  return client.call("GET", `/jobs/${segment(name)}`, { query: { project } });
}

async function getJob(ctx: Context, name: string): Promise<void> {
  showJob(ctx, await readJob(ctx, name));
}

function showJob(ctx: Context, job: JobView): void {
  ctx.show(job, () => jobText(job, ctx.io.now(), ctx.style));
}

async function pauseJob(
  ctx: Context,
  name: string,
  { until, note }: { readonly until?: string; readonly note?: string },
): Promise<void> {
  const path = `/jobs/${segment(name)}/pause`;
  const query = { project: ctx.project };
  showJob(ctx, await ctx.client.call("POST", path, { query, body: { until, note } }));
}

async function resumeJob(
  ctx: Context,
  name: string,
  { missed }: { readonly missed?: string },
): Promise<void> {
  const path = `/jobs/${segment(name)}/resume`;
  const query = { project: ctx.project };
  showJob(ctx, await ctx.client.call("POST", path, { query, body: { missed } }));
}

async function runJob(ctx: Context, name: string, flags: RunFlags): Promise<void> {
  const { delay, at, overlap, idempotencyKey } = flags;
  const params = flags.param && (await paramsFor(ctx, name, flags.param));
  const run = await ctx.client.call<RunDetailView>("POST", `/jobs/${segment(name)}/runs`, {
    query: { project: ctx.project },
    body: { params, delay, at, overlap },
    headers: idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey },
  });
  if (flags.follow === true) {
    ctx.remark(`Run ${run.id}`);
    return followRunLog(ctx, run.id, { failWithRun: true });
  }
  ctx.show(run, () => `Run ${plain(run.id)} is ${plain(statusWords(run))}.\n`);
  ctx.remark(`Its log: punctual runs logs ${run.id} --follow`);
}

async function paramsFor(ctx: Context, name: string, texts: readonly string[]) {
  const { templateId, resolvedTemplateVersion } = await readJob(ctx, name);
  return readParams(texts, await parametersOf(ctx, templateId, resolvedTemplateVersion));
}

async function deleteJob(
  ctx: Context,
  name: string,
  { yes }: { readonly yes?: boolean },
): Promise<void> {
  const { input } = ctx.io;
  if (yes !== true && input.isTerminal) {
    const job = await readJob(ctx, name);
    const question = `Delete the job ${plain(job.name)} (${plain(job.key)})? Its pending runs are cancelled. [y/N] `;
    const answer = await input.ask(question);
    if (!/^y(es)?$/i.test(answer.trim())) return ctx.remark("Nothing was deleted.");
  }
  await ctx.client.call("DELETE", `/jobs/${segment(name)}`, { query: { project: ctx.project } });
  ctx.remark(`Job ${name} is deleted.`);
}
