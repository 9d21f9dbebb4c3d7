ALTER TABLE "runs" ADD COLUMN "needs" text;--> statement-breakpoint
ALTER TABLE "workers" ADD COLUMN "capabilities" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_needs_known" CHECK ("runs"."needs" in ('containers'));