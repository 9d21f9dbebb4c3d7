ALTER TABLE "api_tokens" ADD COLUMN "pools" text[];--> statement-breakpoint
ALTER TABLE "attempts" ADD COLUMN "lease_token" uuid;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "external_task" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "external_transport" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "heartbeat_timeout_seconds" real;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "handed_over_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "cancel_delivered_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "cancel_calls" smallint;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "next_cancel_call_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "reported_lines" integer;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "reported_bytes" integer;--> statement-breakpoint
ALTER TABLE "workers" ADD COLUMN "kind" text DEFAULT 'internal' NOT NULL;--> statement-breakpoint
ALTER TABLE "workers" ADD COLUMN "claimant_id" uuid;--> statement-breakpoint
ALTER TABLE "workers" ADD COLUMN "tasks" text[];--> statement-breakpoint
CREATE INDEX "runs_claimable" ON "runs" USING btree ("pool","project_id","external_task","priority" desc,"available_at") WHERE "runs"."external_transport" = 'http' and "runs"."finished_at" is null and "runs"."handed_over_at" is null and "runs"."held_reason" is null;--> statement-breakpoint
CREATE INDEX "runs_handed_over" ON "runs" USING btree ("project_id") WHERE "runs"."handed_over_at" is not null and "runs"."finished_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "workers_external" ON "workers" USING btree ("claimant_id","name") WHERE "workers"."claimant_id" is not null;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_external_whole" CHECK (("runs"."external_task" is null) = ("runs"."external_transport" is null) and ("runs"."external_task" is null or ("runs"."dispatch_id" is null and "runs"."heartbeat_timeout_seconds" is not null)));--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_external_transport_known" CHECK ("runs"."external_transport" in ('http','rabbitmq'));--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_handed_over_while_held" CHECK ("runs"."handed_over_at" is null or ("runs"."lease_token" is not null and "runs"."heartbeat_timeout_seconds" is not null));--> statement-breakpoint
ALTER TABLE "workers" ADD CONSTRAINT "workers_kind_known" CHECK ("workers"."kind" in ('internal','external'));--> statement-breakpoint
ALTER TABLE "workers" ADD CONSTRAINT "workers_claimant_of_external" CHECK (("workers"."kind" = 'external') = ("workers"."claimant_id" is not null));