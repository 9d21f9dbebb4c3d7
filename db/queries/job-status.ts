import { type SQL, sql } from "drizzle-orm";
import { jobClocks } from "../schema/job-clocks.ts";
import { jobs } from "../schema/jobs.ts";
import { isProjectPaused } from "./project-pauses.ts";

export type JobStatus = "active" | "paused" | "finished";

/**
 * How the state of a job by itself follows from where it stands, for statements that join `jobs` and `job_clocks`. A pause
 * whose end has come is over, also before a planner has noticed (P2). A manual job has no slots, and so never runs out.
 */
export const jobStatus: SQL<JobStatus> = sql`case
  when ${jobs.pausedAt} is not null and coalesce(${jobs.pausedUntil} > punctual_now(), true) then 'paused'
  when ${jobClocks.nextFireAt} is null and not ${jobClocks.parked} and ${jobs.schedule}->>'kind' <> 'manual' then 'finished'
  else 'active' end`;

/** The state people see: with its project every job is paused that has anything to plan. */
export const shownStatus: SQL<JobStatus> = sql`case ${jobStatus}
  when 'active' then case when ${isProjectPaused} then 'paused' else 'active' end
  else ${jobStatus} end`;
