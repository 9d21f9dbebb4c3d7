"use server";

import { cancelRun } from "../../../lib/services/runs/cancel-run.ts";
import { rerun as openRerun } from "../../../lib/services/runs/rerun.ts";
import { answerAction } from "../../answer-action.ts";

export async function cancel(runId: string) {
  return answerAction(async (ctx) => {
    await cancelRun(ctx, runId);
    return null;
  });
}

export async function rerun(runId: string) {
  return answerAction(async (ctx) => {
    const { id } = await openRerun(ctx, runId, {}, null);
    return { runId: id };
  });
}
