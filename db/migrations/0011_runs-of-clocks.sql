-- Rows written so far were held to versions of jobs, and every job has its clock, so nobody needs to read them all again.
ALTER TABLE "runs" ADD CONSTRAINT "runs_job" FOREIGN KEY ("job_id") REFERENCES "public"."job_clocks"("job_id") ON DELETE no action ON UPDATE no action NOT VALID;
--> statement-breakpoint
ALTER TABLE "runs" DROP CONSTRAINT "runs_job_version";
