-- Rows of `runs` are updated twice in their life, soon after they are written. Room on their page lets the
-- first of the two (the claim, which touches no indexed column) stay there.
ALTER TABLE runs SET (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0.02);--> statement-breakpoint
ALTER TABLE jobs SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000);--> statement-breakpoint
ALTER TABLE run_hour_stats SET (fillfactor = 50, autovacuum_vacuum_threshold = 500);--> statement-breakpoint
ALTER TABLE job_day_stats SET (fillfactor = 70);--> statement-breakpoint
ALTER TABLE workers SET (fillfactor = 50);
