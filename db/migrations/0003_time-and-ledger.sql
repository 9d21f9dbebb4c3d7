-- Where a job stands in time moves from `jobs` into `job_clocks`. Workers and web processes of the version before must
-- be stopped first: they plan by the columns that go away here.
LOCK TABLE jobs IN ACCESS EXCLUSIVE MODE;--> statement-breakpoint
CREATE TABLE "backfills" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	"overlap" text NOT NULL,
	"count" integer NOT NULL,
	"requested_by" uuid,
	"cancelled_by" uuid,
	"cancelled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	CONSTRAINT "backfills_range" CHECK ("backfills"."from_at" < "backfills"."to_at")
);
--> statement-breakpoint
CREATE TABLE "calendar_feeds" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"job_id" uuid,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "calendars" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"entries" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	CONSTRAINT "calendars_slug_shape" CHECK ("calendars"."slug" ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);
--> statement-breakpoint
CREATE TABLE "job_calendars" (
	"job_id" uuid NOT NULL,
	"calendar_id" uuid NOT NULL,
	CONSTRAINT "job_calendars_job_id_calendar_id_pk" PRIMARY KEY("job_id","calendar_id")
);
--> statement-breakpoint
CREATE TABLE "job_clocks" (
	"job_id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"next_fire_at" timestamp (3) with time zone,
	"decided_until" timestamp (3) with time zone NOT NULL,
	"tzdata" text NOT NULL,
	"parked" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "project_pauses" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"paused_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"until" timestamp (3) with time zone,
	"resumed_at" timestamp (3) with time zone,
	"missed" text,
	"note" text,
	"paused_by" uuid,
	"resumed_by" uuid,
	CONSTRAINT "project_pauses_ends_after_it_began" CHECK ("project_pauses"."resumed_at" is null or "project_pauses"."resumed_at" >= "project_pauses"."paused_at")
);
--> statement-breakpoint
ALTER TABLE "jobs" DROP CONSTRAINT "jobs_status_known";--> statement-breakpoint
ALTER TABLE "jobs" DROP CONSTRAINT "jobs_paused_since";--> statement-breakpoint
ALTER TABLE "jobs" DROP CONSTRAINT "jobs_paused_wakes_at_end";--> statement-breakpoint
ALTER TABLE "jobs" DROP CONSTRAINT "jobs_ended_never_fires";--> statement-breakpoint
DROP INDEX "jobs_due";--> statement-breakpoint
ALTER TABLE "job_versions" ADD COLUMN "counts_from" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "job_versions" ADD COLUMN "calendars" jsonb;--> statement-breakpoint
ALTER TABLE "job_versions" ADD COLUMN "cause" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "backfill_id" uuid;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "concurrency_key" text;--> statement-breakpoint
ALTER TABLE "backfills" ADD CONSTRAINT "backfills_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backfills" ADD CONSTRAINT "backfills_requested_by_users_id_fk" FOREIGN KEY ("requested_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "backfills" ADD CONSTRAINT "backfills_cancelled_by_users_id_fk" FOREIGN KEY ("cancelled_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_feeds" ADD CONSTRAINT "calendar_feeds_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_feeds" ADD CONSTRAINT "calendar_feeds_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendar_feeds" ADD CONSTRAINT "calendar_feeds_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendars" ADD CONSTRAINT "calendars_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "calendars" ADD CONSTRAINT "calendars_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_calendars" ADD CONSTRAINT "job_calendars_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_calendars" ADD CONSTRAINT "job_calendars_calendar_id_calendars_id_fk" FOREIGN KEY ("calendar_id") REFERENCES "public"."calendars"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_clocks" ADD CONSTRAINT "job_clocks_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_pauses" ADD CONSTRAINT "project_pauses_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_pauses" ADD CONSTRAINT "project_pauses_paused_by_users_id_fk" FOREIGN KEY ("paused_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_pauses" ADD CONSTRAINT "project_pauses_resumed_by_users_id_fk" FOREIGN KEY ("resumed_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "backfills_of_job" ON "backfills" USING btree ("job_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "calendar_feeds_token_unique" ON "calendar_feeds" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "calendar_feeds_newest" ON "calendar_feeds" USING btree ("project_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "calendars_slug_unique" ON "calendars" USING btree ("project_id","slug");--> statement-breakpoint
CREATE INDEX "calendars_newest" ON "calendars" USING btree ("project_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "job_calendars_of_calendar" ON "job_calendars" USING btree ("calendar_id","job_id");--> statement-breakpoint
CREATE INDEX "job_clocks_due" ON "job_clocks" USING btree ("next_fire_at") WHERE "job_clocks"."next_fire_at" is not null;--> statement-breakpoint
CREATE INDEX "job_clocks_parked" ON "job_clocks" USING btree ("project_id") WHERE "job_clocks"."parked";--> statement-breakpoint
CREATE UNIQUE INDEX "project_pauses_one_open" ON "project_pauses" USING btree ("project_id") WHERE "project_pauses"."resumed_at" is null;--> statement-breakpoint
CREATE INDEX "project_pauses_of_project" ON "project_pauses" USING btree ("project_id","paused_at");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_backfill_slot_unique" ON "runs" USING btree ("backfill_id","scheduled_for") WHERE "runs"."backfill_id" is not null;--> statement-breakpoint
CREATE INDEX "runs_of_concurrency_group" ON "runs" USING btree ("project_id","concurrency_key") WHERE "runs"."concurrency_key" is not null and "runs"."finished_at" is null;--> statement-breakpoint
INSERT INTO job_clocks (job_id, project_id, version, next_fire_at, decided_until, tzdata)
SELECT id, project_id, version, next_fire_at, decided_until, tzdata FROM jobs;--> statement-breakpoint
UPDATE job_versions v SET counts_from = v.created_at WHERE NOT EXISTS (
  SELECT FROM job_versions w WHERE w.job_id = v.job_id AND w.version = v.version - 1 AND w.schedule = v.schedule);--> statement-breakpoint
-- A firing rewrites the row: room on its page, and a vacuum before dead rows pile up.
ALTER TABLE job_clocks SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);--> statement-breakpoint
ALTER TABLE "jobs" DROP COLUMN "status";--> statement-breakpoint
ALTER TABLE "jobs" DROP COLUMN "next_fire_at";--> statement-breakpoint
ALTER TABLE "jobs" DROP COLUMN "decided_until";--> statement-breakpoint
ALTER TABLE "jobs" DROP COLUMN "tzdata";--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_pause_has_a_beginning" CHECK ("jobs"."paused_at" is not null or ("jobs"."paused_until" is null and "jobs"."paused_by" is null and "jobs"."pause_note" is null));--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_backfill_named" CHECK (("runs"."trigger" = 'backfill') = ("runs"."backfill_id" is not null)) NOT VALID;