import type { Command } from "commander";
import type { JobView } from "../../lib/contracts/job.ts";
import { action, collect, examples, toNumber } from "../action.ts";
import type { Context } from "../context.ts";
import type { Io } from "../io.ts";
import { type JobFlags, jobBody, mergedParams, versionOf } from "../job-body.ts";
import { readJobFile } from "../job-file.ts";
import { readParams } from "../params.ts";
import { jobText } from "../render/job.ts";
import { withScheduleFlags } from "../schedule-flags.ts";
import { parametersOf } from "../template-parameters.ts";

type CreateFlags = JobFlags & {
  readonly param?: readonly string[];
  readonly file?: string;
  readonly idempotencyKey?: string;
};

/** `punctual jobs create` */
export function addCreateJob(jobs: Command, io: Io): void {
  const create = jobs
    .command("create")
    .description("Schedule a job")
    .option("--name <name>", "for people")
    .option("--template <template>", "what to execute: http-request, or a template of yours")
    .option("--param <key=value>", "a parameter of the template (repeatable)", collect);
  withScheduleFlags(create)
    .option("--manual", "no schedule: runs by hand only")
    .option("--calendar <calendar>", "a calendar that judges its moments (repeatable)", collect)
    .option("--on-excluded <way>", "what becomes of moments a calendar excludes: skip, move")
    .option("--key <key>", "for files and command lines; made from the name when absent")
    .option("--description <text>", "what it is for")
    .option("--template-version <number>", "stay with this version of the template", toNumber)
    .option("--tag <tag>", "a tag (repeatable)", collect)
    .option("--overlap <policy>", "when the previous run still goes on: skip, allow …")
    .option("--timeout <seconds>", "how long an attempt may take", toNumber)
    .option("--max-attempts <count>", "how often to try", toNumber)
    .option("--pool <pool>", "which workers may take it")
    .option("--priority <number>", "higher goes first", toNumber)
    .option("--paused", "do not plan it yet")
    .option("--file <file>", "a job as JSON, - for standard input; flags go before it")
    .option("--idempotency-key <key>", "the same key again gives the same job again")
    .addHelpText(
      "after",
      examples(
        "punctual jobs create --name Ping --template http-request \\\n      --param url=https://example.com/health --every 15m",
        "punctual jobs create --name 'EU report' --template nightly-report --param region=eu \\\n      --cron '0 2 * * MON-FRI' --timezone Europe/Berlin --max-attempts 3",
        "punctual jobs create --file job.json",
        "punctual templates get http-request      # the parameters it takes",
      ),
    )
    .action(action(io, createJob));
}

async function createJob(ctx: Context, flags: CreateFlags): Promise<void> {
  const file = flags.file === undefined ? {} : await readJobFile(ctx.io, flags.file);
  const body = jobBody(flags, file);
  const texts = flags.param ?? [];
  const params =
    texts.length === 0
      ? file["params"]
      : mergedParams(
          file["params"],
          readParams(texts, await parametersOf(ctx, body.template, versionOf(body))),
        );
  const job = await ctx.client.call<JobView>("POST", "/jobs", {
    query: { project: ctx.project },
    body: { ...body, params },
    headers: flags.idempotencyKey === undefined ? {} : { "idempotency-key": flags.idempotencyKey },
  });
  ctx.show(job, () => jobText(job, ctx.io.now(), ctx.style));
}
