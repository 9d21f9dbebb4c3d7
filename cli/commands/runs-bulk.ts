import type { Command } from "commander";
import type { BulkBody, BulkView } from "../../lib/contracts/bulk.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { addOutcomes, bulkText, countWords, runsWords } from "../render/bulk.ts";

/** What says which runs are meant, where it is not one by its id. */
export type BulkFlags = {
  readonly ids?: string;
  readonly all?: boolean;
  readonly job?: string;
  readonly template?: string;
  readonly status?: string;
  readonly trigger?: string;
  readonly backfill?: string;
  readonly from?: string;
  readonly to?: string;
  readonly search?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly idempotencyKey?: string;
};

type Action = BulkBody["action"];

const DOES: { readonly [A in Action]: string } = { cancel: "Cancel", rerun: "Run again" };

/** Adds the flags by which a command takes many runs in place of one. */
export function withBulkFlags(command: Command): Command {
  return command
    .option("--ids <ids>", "these runs, separated by commas; at most 1,000")
    .option("--job <job>", "runs of these jobs; several with commas, as all filters")
    .option("--template <template>", "runs of these templates")
    .option("--status <status>", "runs in these states")
    .option("--trigger <trigger>", "schedule, manual, api, backfill or rerun")
    .option("--backfill <backfill>", "runs of this backfill")
    .option("--from <instant>", "made at or after this moment")
    .option("--to <instant>", "made before this moment")
    .option("--search <text>", "runs whose job has this in its name")
    .option("--all", "every run of the project the command applies to")
    .option("--dry-run", "only count them")
    .option("--yes", "do not ask, whatever their number");
}

/** Does something with one run, named by the argument, or with many, which the flags say; never with both. */
export async function oneOrMany<Flags extends BulkFlags>(
  ctx: Context,
  run: string | undefined,
  flags: Flags,
  ways: { readonly action: Action; readonly one: (run: string) => Promise<void> },
): Promise<void> {
  const body = bodyOf(ctx, ways.action, flags);
  if (run === undefined) {
    if (body === null)
      throw new UsageError("Name a run, or many by --ids, by a filter, or by --all.");
    return doMany(ctx, body, flags);
  }
  if (body !== null || flags.dryRun === true)
    throw new UsageError("Name one run, or many by flags, not both.");
  return ways.one(run);
}

/** Null when no flag names any runs. */
function bodyOf({ project }: Context, action: Action, flags: BulkFlags): BulkBody | null {
  const { ids, all, job, template, status, trigger, backfill, from, to, search } = flags;
  const filter = { job, template, status, trigger, backfill, from, to, q: search };
  const filtered = Object.values(filter).some((value) => value !== undefined);
  if (ids === undefined && !filtered && all !== true) return null;
  if (ids !== undefined && (filtered || all === true))
    throw new UsageError("--ids names the runs by itself; it takes no filter and no --all.");
  if (filtered && all === true) throw new UsageError("--all is every run; it takes no filter.");
  const which = ids === undefined ? { filter } : { ids: ids.split(",").map((id) => id.trim()) };
  return { action, project, ...which } as BulkBody;
}

async function doMany(ctx: Context, body: BulkBody, flags: BulkFlags): Promise<void> {
  const { action } = body;
  const counted = await send(ctx, { ...body, dryRun: true });
  const isNone = counted.applied === 0 && counted.remaining === 0;
  if (flags.dryRun === true || isNone) return ctx.show(counted, () => bulkText(counted));
  if (!(await isSure(ctx, `${DOES[action]} ${runsWords(counted)}?`, flags)))
    return ctx.remark("Nothing was changed.");
  const done = await sendAll(ctx, body, flags.idempotencyKey);
  ctx.show(done, () => bulkText(done));
}

async function isSure(ctx: Context, question: string, { yes }: BulkFlags): Promise<boolean> {
  if (yes === true) return true;
  const { input } = ctx.io;
  if (!input.isTerminal) throw new UsageError(`${question} Say so with --yes.`);
  return /^y(es)?$/i.test((await input.ask(`${question} [y/N] `)).trim());
}

/** Goes on until nothing is left; each call takes a bounded number. */
async function sendAll(
  ctx: Context,
  body: BulkBody,
  idempotencyKey: string | undefined,
): Promise<BulkView> {
  let done = await send(ctx, body, idempotencyKey);
  for (let call = 2; done.nextCursor !== null; call += 1) {
    ctx.remark(`${done.applied} so far, ${countWords(done.remaining)} to go`);
    const key = idempotencyKey && `${idempotencyKey}.${call}`;
    done = addOutcomes(done, await send(ctx, { ...body, cursor: done.nextCursor }, key));
  }
  return done;
}

function send(ctx: Context, body: BulkBody, idempotencyKey?: string): Promise<BulkView> {
  return ctx.client.call("POST", "/runs/bulk", {
    body,
    headers: idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey },
  });
}
