DROP INDEX "project_pauses_of_project";--> statement-breakpoint
DROP INDEX "runs_held";--> statement-breakpoint
CREATE INDEX "project_pauses_by_end" ON "project_pauses" USING btree ("project_id",coalesce("resumed_at", 'infinity'::timestamptz));--> statement-breakpoint
CREATE INDEX "runs_held_in_turn" ON "runs" USING btree ("job_id",(case when "trigger" = 'schedule' then "created_at" else greatest("created_at", "available_at") end),"id") WHERE "runs"."held_reason" = 'overlap';