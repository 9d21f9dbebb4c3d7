CREATE TABLE "audit_marks" (
	"kind" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"hash" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	CONSTRAINT "audit_marks_kind_known" CHECK ("audit_marks"."kind" in ('anchor', 'head')),
	CONSTRAINT "audit_marks_hash_written" CHECK ("audit_marks"."hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "position" bigint;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "chained_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "hash" text;--> statement-breakpoint
CREATE INDEX "audit_actor" ON "audit" USING btree ("actor_id","seq" DESC NULLS LAST) WHERE "audit"."actor_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_position" ON "audit" USING btree ("position") WHERE "audit"."position" is not null;--> statement-breakpoint
CREATE INDEX "audit_unchained" ON "audit" USING btree ("seq") WHERE "audit"."position" is null;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_chained" CHECK (num_nulls("audit"."position", "audit"."chained_at", "audit"."hash") in (0, 3) and "audit"."hash" ~ '^[0-9a-f]{64}$');--> statement-breakpoint
-- The ends of an empty chain; what is in the audit already is chained by the first pass.
INSERT INTO "audit_marks" ("kind", "position", "hash") VALUES ('anchor', 0, repeat('0', 64)), ('head', 0, repeat('0', 64));
--> statement-breakpoint
-- The audit is only added to. Rows bear the moment at which they were added, are given their place in the chain once, and
-- nothing else of them changes. They leave in the order of the chain, once the anchor says with which hash it goes on.
CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.position IS NOT NULL THEN
      RAISE EXCEPTION 'rows are added to the audit without a place in the chain' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.at := punctual_now();
    RETURN NEW;
  ELSIF TG_OP = 'UPDATE' THEN
    IF OLD.position IS NULL AND NEW.position IS NOT NULL
      AND to_jsonb(NEW) - '{position,chained_at,hash}'::text[] = to_jsonb(OLD) - '{position,chained_at,hash}'::text[] THEN
      RETURN NEW;
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM audit_marks WHERE kind = 'anchor' AND audit_marks.position >= OLD.position) THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'the audit is only added to' USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
-- The ends only move forward, onto rows that are there with this hash; the anchor only onto rows older than a day.
CREATE FUNCTION audit_marks_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.kind = OLD.kind AND NEW.position > OLD.position AND EXISTS (
    SELECT 1 FROM audit WHERE audit.position = NEW.position AND audit.hash = NEW.hash
      AND (NEW.kind = 'head' OR audit.at < punctual_now() - interval '1 day')
  ) THEN
    NEW.at := punctual_now();
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'the ends of the audit only move forward' USING ERRCODE = 'integrity_constraint_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_guard BEFORE INSERT OR UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_guard();
--> statement-breakpoint
CREATE TRIGGER audit_kept BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_guard();
--> statement-breakpoint
CREATE TRIGGER audit_marks_guard BEFORE INSERT OR UPDATE OR DELETE ON audit_marks FOR EACH ROW EXECUTE FUNCTION audit_marks_guard();
--> statement-breakpoint
CREATE TRIGGER audit_marks_kept BEFORE TRUNCATE ON audit_marks FOR EACH STATEMENT EXECUTE FUNCTION audit_marks_guard();
