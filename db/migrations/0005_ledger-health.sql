CREATE TABLE "ledger_findings" (
	"job_id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	"difference" bigint NOT NULL,
	"found_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	CONSTRAINT "ledger_findings_range" CHECK ("ledger_findings"."from_at" < "ledger_findings"."to_at")
);
--> statement-breakpoint
CREATE TABLE "ledger_round" (
	"single" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"after_job" uuid NOT NULL,
	"began_at" timestamp (3) with time zone NOT NULL,
	"completed_at" timestamp (3) with time zone,
	CONSTRAINT "ledger_round_single" CHECK ("ledger_round"."single")
);
--> statement-breakpoint
ALTER TABLE "ledger_findings" ADD CONSTRAINT "ledger_findings_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ledger_findings_open" ON "ledger_findings" USING btree ("project_id") WHERE "ledger_findings"."resolved_at" is null;--> statement-breakpoint
CREATE INDEX "jobs_of_project" ON "jobs" USING btree ("project_id","id");--> statement-breakpoint
CREATE INDEX "runs_of_many_slots" ON "runs" USING btree ("job_id","scheduled_for") WHERE "runs"."scheduled_until" is not null;--> statement-breakpoint
-- `slots` counted the slots of every row; now those of the schedule alone that have a row of their own.
UPDATE job_day_stats s SET slots = s.slots - other.slots FROM (
  SELECT job_id, (scheduled_for AT TIME ZONE 'UTC')::date AS day, status, sum(slot_count)::int AS slots FROM runs
  WHERE finished_at IS NOT NULL AND (trigger <> 'schedule' OR scheduled_until IS NOT NULL) GROUP BY 1, 2, 3
) other WHERE s.job_id = other.job_id AND s.day = other.day AND s.status = other.status;
