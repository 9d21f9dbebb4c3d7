ALTER TABLE "runs" ADD COLUMN "publish_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "published_attempt" smallint;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "published_as" text;--> statement-breakpoint
-- Runs that waited for a broker before there was a way to it.
UPDATE "runs" SET "publish_at" = "available_at"
  WHERE "external_transport" = 'rabbitmq' AND "status" = 'pending' AND "held_reason" IS NULL;--> statement-breakpoint
CREATE INDEX "runs_to_publish" ON "runs" USING btree ("publish_at") WHERE "runs"."publish_at" is not null;--> statement-breakpoint
CREATE INDEX "runs_published_as" ON "runs" USING btree ("published_as") WHERE "runs"."published_as" is not null and "runs"."finished_at" is null;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_published_by_rabbitmq" CHECK (("runs"."publish_at" is null and "runs"."published_attempt" is null) or "runs"."external_transport" is not distinct from 'rabbitmq');--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_published_whole" CHECK (("runs"."published_attempt" is null) = ("runs"."published_as" is null));--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_pending_is_published" CHECK ("runs"."external_transport" is distinct from 'rabbitmq' or "runs"."status" <> 'pending' or "runs"."held_reason" is not null or "runs"."publish_at" is not null or coalesce("runs"."published_attempt" = "runs"."attempt" + 1, false));