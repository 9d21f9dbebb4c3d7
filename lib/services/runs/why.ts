import { findRunForWhy } from "../../../db/queries/why-runs.ts";
import type { RunWhyView } from "../../contracts/why.ts";
import { notFound } from "../../domain/errors.ts";
import { formatInstant } from "../../domain/schedule/moment.ts";
import { whyRun } from "../../domain/why/why-run.ts";
import { authorize } from "../authorize.ts";
import type { Context } from "../context.ts";
import { isId } from "../page.ts";
import { runFacts } from "./why-facts.ts";

/** Why a run stands as it does, in words and as data. Throws `not_found`, `forbidden`. */
export async function whyRunOf(ctx: Context, id: string): Promise<RunWhyView> {
  const row = isId(id) ? await findRunForWhy(ctx.db, id) : undefined;
  if (row === undefined) throw notFound("run");
  await authorize(ctx, "runs.read", row.projectId, "run");
  const facts = await runFacts(ctx.db, row);
  return {
    runId: row.id,
    status: row.status,
    ...whyRun(facts),
    at: formatInstant(row.now),
    timeZone: facts.timeZone,
  };
}
