CREATE TABLE "api_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"project_id" uuid,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"secret_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	CONSTRAINT "api_tokens_prefix_unique" UNIQUE("prefix")
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"run_id" uuid NOT NULL,
	"attempt" smallint NOT NULL,
	"worker_id" uuid NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone NOT NULL,
	"outcome" text NOT NULL,
	"error_code" text,
	"error_message" text,
	"result" jsonb,
	"late_report" jsonb,
	CONSTRAINT "attempts_run_id_attempt_pk" PRIMARY KEY("run_id","attempt"),
	CONSTRAINT "attempts_outcome_known" CHECK ("attempts"."outcome" in ('completed','failed','timed_out','cancelled','lost'))
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" uuid,
	"token_id" uuid,
	"address" text,
	"action" text NOT NULL,
	"project_id" uuid,
	"object_kind" text,
	"object_id" text,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "events" (
	"seq" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "events_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"type" text NOT NULL,
	"project_id" uuid,
	"job_id" uuid,
	"run_id" uuid,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"body_hash" text NOT NULL,
	"status" integer,
	"headers" jsonb,
	"body" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	CONSTRAINT "idempotency_keys_scope_key_pk" PRIMARY KEY("scope","key")
);
--> statement-breakpoint
CREATE TABLE "job_versions" (
	"job_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"params" jsonb NOT NULL,
	"schedule" jsonb NOT NULL,
	"policies" jsonb NOT NULL,
	"rest" jsonb NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	CONSTRAINT "job_versions_job_id_version_pk" PRIMARY KEY("job_id","version")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"key" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"template_id" uuid NOT NULL,
	"template_version" integer,
	"template_version_id" uuid NOT NULL,
	"params" jsonb NOT NULL,
	"tags" text[] DEFAULT '{}' NOT NULL,
	"pool" text DEFAULT 'default' NOT NULL,
	"priority" smallint DEFAULT 0 NOT NULL,
	"schedule" jsonb NOT NULL,
	"policies" jsonb NOT NULL,
	"concurrency_group" jsonb,
	"version" integer DEFAULT 1 NOT NULL,
	"status" text NOT NULL,
	"next_fire_at" timestamp (3) with time zone,
	"decided_until" timestamp (3) with time zone NOT NULL,
	"tzdata" text NOT NULL,
	"paused_at" timestamp (3) with time zone,
	"paused_until" timestamp (3) with time zone,
	"paused_by" uuid,
	"pause_note" text,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	CONSTRAINT "jobs_status_known" CHECK ("jobs"."status" in ('active', 'paused', 'finished')),
	CONSTRAINT "jobs_paused_since" CHECK (("jobs"."status" = 'paused') = ("jobs"."paused_at" is not null)),
	CONSTRAINT "jobs_paused_wakes_at_end" CHECK ("jobs"."status" <> 'paused' or "jobs"."next_fire_at" is not distinct from "jobs"."paused_until"),
	CONSTRAINT "jobs_ended_never_fires" CHECK (("jobs"."deleted_at" is null and "jobs"."status" <> 'finished') or "jobs"."next_fire_at" is null),
	CONSTRAINT "jobs_key_shape" CHECK ("jobs"."key" ~ '^[a-z0-9][a-z0-9-]{0,99}$')
);
--> statement-breakpoint
CREATE TABLE "project_members" (
	"project_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	CONSTRAINT "project_members_project_id_user_id_pk" PRIMARY KEY("project_id","user_id"),
	CONSTRAINT "project_members_role_known" CHECK ("project_members"."role" in ('viewer', 'operator', 'editor', 'owner'))
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" uuid PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"signing_secret" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	CONSTRAINT "projects_slug_unique" UNIQUE("slug"),
	CONSTRAINT "projects_slug_shape" CHECK ("projects"."slug" ~ '^[a-z0-9][a-z0-9-]{0,62}$')
);
--> statement-breakpoint
CREATE TABLE "job_day_stats" (
	"job_id" uuid NOT NULL,
	"day" date NOT NULL,
	"status" text NOT NULL,
	"runs" integer NOT NULL,
	"slots" integer NOT NULL,
	"duration_ms" bigint NOT NULL,
	CONSTRAINT "job_day_stats_job_id_day_status_pk" PRIMARY KEY("job_id","day","status")
);
--> statement-breakpoint
CREATE TABLE "run_hour_stats" (
	"project_id" uuid NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"status" text NOT NULL,
	"runs" integer NOT NULL,
	"slots" integer NOT NULL,
	"duration_ms" bigint NOT NULL,
	"lateness_ms" bigint NOT NULL,
	"max_lateness_ms" integer NOT NULL,
	CONSTRAINT "run_hour_stats_project_id_hour_status_pk" PRIMARY KEY("project_id","hour","status")
);
--> statement-breakpoint
CREATE TABLE "run_logs" (
	"run_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"attempt" smallint NOT NULL,
	"stream" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	CONSTRAINT "run_logs_run_id_seq_pk" PRIMARY KEY("run_id","seq"),
	CONSTRAINT "run_logs_stream_known" CHECK ("run_logs"."stream" in ('stdout','stderr','system'))
);
--> statement-breakpoint
CREATE TABLE "runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"job_id" uuid NOT NULL,
	"job_version" integer NOT NULL,
	"template_version_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"scheduled_for" timestamp (3) with time zone NOT NULL,
	"scheduled_until" timestamp (3) with time zone,
	"slot_count" integer DEFAULT 1 NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"rule" text,
	"decision" jsonb,
	"notes" text[],
	"attempt" smallint DEFAULT 0 NOT NULL,
	"max_attempts" smallint DEFAULT 1 NOT NULL,
	"lost_count" smallint DEFAULT 0 NOT NULL,
	"release_count" smallint DEFAULT 0 NOT NULL,
	"params" jsonb,
	"priority" smallint DEFAULT 0 NOT NULL,
	"pool" text DEFAULT 'default' NOT NULL,
	"timeout_seconds" real,
	"start_timeout_seconds" real,
	"cancel_grace_seconds" real DEFAULT 10 NOT NULL,
	"exclusive" boolean DEFAULT false NOT NULL,
	"live_key" uuid GENERATED ALWAYS AS (case when exclusive and held_reason is null then '00000000-0000-0000-0000-000000000000'::uuid else id end) STORED NOT NULL,
	"held_reason" text,
	"held_by" uuid,
	"overlap" text,
	"dispatch_id" uuid,
	"available_at" timestamp (3) with time zone,
	"worker_id" uuid,
	"lease_token" uuid,
	"lease_expires_at" timestamp (3) with time zone,
	"heartbeat_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"attempt_started_at" timestamp (3) with time zone,
	"cancel_requested_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"lateness_ms" integer,
	"progress" jsonb,
	"result" jsonb,
	"error_code" text,
	"error_message" text,
	"rerun_of" uuid,
	"requested_by" uuid,
	"traceparent" text,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	CONSTRAINT "runs_status_known" CHECK ("runs"."status" in ('pending','running','cancelling','completed','failed','cancelled','skipped','missed')),
	CONSTRAINT "runs_trigger_known" CHECK ("runs"."trigger" in ('schedule','manual','api','backfill','rerun')),
	CONSTRAINT "runs_final_iff_finished" CHECK (("runs"."status" in ('completed','failed','cancelled','skipped','missed')) = ("runs"."finished_at" is not null)),
	CONSTRAINT "runs_lease_while_held" CHECK (("runs"."status" in ('running','cancelling')) = ("runs"."lease_token" is not null and "runs"."lease_expires_at" is not null and "runs"."worker_id" is not null and "runs"."attempt_started_at" is not null)),
	CONSTRAINT "runs_pending_is_available" CHECK ("runs"."status" <> 'pending' or "runs"."available_at" is not null),
	CONSTRAINT "runs_held_only_pending" CHECK ("runs"."held_reason" is null or ("runs"."status" = 'pending' and "runs"."dispatch_id" is null)),
	CONSTRAINT "runs_message_only_pending" CHECK ("runs"."dispatch_id" is null or "runs"."status" = 'pending'),
	CONSTRAINT "runs_reason_when_not_done" CHECK ("runs"."status" not in ('failed','cancelled','skipped','missed') or "runs"."reason" is not null),
	CONSTRAINT "runs_failed_iff_error" CHECK (("runs"."status" = 'failed') = ("runs"."finished_at" is not null and "runs"."error_code" is not null)),
	CONSTRAINT "runs_slot_count_positive" CHECK ("runs"."slot_count" >= 1)
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"token_hash" text,
	"user_agent" text,
	"address" text,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"last_seen_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "sessions_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "template_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"template_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"parameters" json NOT NULL,
	"config" json NOT NULL,
	"policies" jsonb NOT NULL,
	"comment" text,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid,
	"slug" text NOT NULL,
	"executor" text NOT NULL,
	"built_in" boolean DEFAULT false NOT NULL,
	"name" text NOT NULL,
	"latest_version" integer NOT NULL,
	"archived_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	CONSTRAINT "templates_builtin_has_no_project" CHECK ("templates"."built_in" = ("templates"."project_id" is null)),
	CONSTRAINT "templates_executor_known" CHECK ("templates"."executor" in ('http', 'email', 'container', 'external'))
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text,
	"role" text DEFAULT 'member' NOT NULL,
	"default_project_id" uuid NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	CONSTRAINT "users_role_known" CHECK ("users"."role" in ('admin', 'member'))
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"version" text NOT NULL,
	"pools" text[] NOT NULL,
	"slots" integer NOT NULL,
	"slots_used" integer DEFAULT 0 NOT NULL,
	"draining" boolean DEFAULT false NOT NULL,
	"started_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"heartbeat_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"stopped_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_versions" ADD CONSTRAINT "job_versions_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_versions" ADD CONSTRAINT "job_versions_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_template_id_templates_id_fk" FOREIGN KEY ("template_id") REFERENCES "public"."templates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_template_version_id_template_versions_id_fk" FOREIGN KEY ("template_version_id") REFERENCES "public"."template_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_paused_by_users_id_fk" FOREIGN KEY ("paused_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_job_version" FOREIGN KEY ("job_id","job_version") REFERENCES "public"."job_versions"("job_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_versions" ADD CONSTRAINT "template_versions_template_id_templates_id_fk" FOREIGN KEY ("template_id") REFERENCES "public"."templates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_versions" ADD CONSTRAINT "template_versions_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_default_project_id_projects_id_fk" FOREIGN KEY ("default_project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_tokens_user" ON "api_tokens" USING btree ("user_id","created_at");--> statement-breakpoint
CREATE INDEX "audit_project" ON "audit" USING btree ("project_id","seq" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "events_age" ON "events" USING brin ("at");--> statement-breakpoint
CREATE INDEX "idempotency_keys_age" ON "idempotency_keys" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_key_unique" ON "jobs" USING btree ("project_id","key") WHERE "jobs"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "jobs_due" ON "jobs" USING btree ("next_fire_at") WHERE "jobs"."next_fire_at" is not null;--> statement-breakpoint
CREATE INDEX "jobs_newest" ON "jobs" USING btree ("project_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST) WHERE "jobs"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "jobs_template" ON "jobs" USING btree ("template_id") WHERE "jobs"."deleted_at" is null;--> statement-breakpoint
CREATE INDEX "project_members_user" ON "project_members" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "run_logs_age" ON "run_logs" USING brin ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_slot_unique" ON "runs" USING btree ("job_id","scheduled_for") WHERE "runs"."trigger" = 'schedule';--> statement-breakpoint
CREATE INDEX "runs_not_completed_of_project" ON "runs" USING btree ("project_id","id") WHERE "runs"."reason" is not null and "runs"."finished_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "runs_live" ON "runs" USING btree ("job_id","live_key") WHERE "runs"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "runs_of_project" ON "runs" USING btree ("project_id","id");--> statement-breakpoint
CREATE INDEX "runs_of_job" ON "runs" USING btree ("job_id","id");--> statement-breakpoint
CREATE INDEX "runs_failed_of_project" ON "runs" USING btree ("project_id","id") WHERE "runs"."error_code" is not null and "runs"."finished_at" is not null;--> statement-breakpoint
CREATE INDEX "runs_failed_of_job" ON "runs" USING btree ("job_id","id") WHERE "runs"."error_code" is not null and "runs"."finished_at" is not null;--> statement-breakpoint
CREATE INDEX "runs_held" ON "runs" USING btree ("job_id") WHERE "runs"."held_reason" = 'overlap';--> statement-breakpoint
CREATE INDEX "runs_start_timeout" ON "runs" USING btree ("available_at") WHERE "runs"."start_timeout_seconds" is not null and "runs"."finished_at" is null;--> statement-breakpoint
CREATE INDEX "runs_delayed" ON "runs" USING btree ("available_at") WHERE "runs"."held_reason" = 'delay';--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_expiry" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "template_versions_unique" ON "template_versions" USING btree ("template_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "templates_slug_unique" ON "templates" USING btree (coalesce("project_id", '00000000-0000-0000-0000-000000000000'),"slug") WHERE "templates"."archived_at" is null;--> statement-breakpoint
CREATE INDEX "templates_newest" ON "templates" USING btree ("project_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_unique" ON "users" USING btree (lower("email"));