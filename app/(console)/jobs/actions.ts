"use server";

import { pauseJob } from "../../../lib/services/jobs/pause.ts";
import { removeJob } from "../../../lib/services/jobs/remove.ts";
import { resumeJob } from "../../../lib/services/jobs/resume.ts";
import { runNow as openRun } from "../../../lib/services/jobs/run-now.ts";
import { answerAction } from "../../answer-action.ts";

export async function pause(job: string) {
  return answerAction(async (ctx) => {
    await pauseJob(ctx, { job }, {});
    return null;
  });
}

export async function resume(job: string) {
  return answerAction(async (ctx) => {
    await resumeJob(ctx, { job }, {});
    return null;
  });
}

export async function runNow(job: string) {
  return answerAction(async (ctx) => {
    const { id, status, reason } = await openRun(ctx, { job }, {}, null);
    return { id, status, reason };
  });
}

export async function remove(job: string) {
  return answerAction(async (ctx) => {
    await removeJob(ctx, { job }, null);
    return null;
  });
}
