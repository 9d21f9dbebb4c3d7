import { type SQL, sql } from "drizzle-orm";
import { jobClocks } from "../schema/job-clocks.ts";
import { jobs } from "../schema/jobs.ts";

export type JobStatus = "active" | "paused" | "finished";

/**
 * How the state of a job follows from where it stands, for statements that join `jobs` and `job_clocks`. A manual job
 * has no slots, and so never runs out of them.
 */
export const jobStatus: SQL<JobStatus> = sql`case when ${jobs.pausedAt} is not null then 'paused'
  when ${jobClocks.nextFireAt} is null and not ${jobClocks.parked} and ${jobs.schedule}->>'kind' <> 'manual' then 'finished'
  else 'active' end`;
