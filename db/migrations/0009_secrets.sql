CREATE TABLE "secrets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"name" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"key_id" text NOT NULL,
	"nonce" text NOT NULL,
	"ciphertext" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "secrets_name_shape" CHECK ("secrets"."name" ~ '^[A-Za-z_][A-Za-z0-9_]{0,63}$')
);
--> statement-breakpoint
ALTER TABLE "secrets" ADD CONSTRAINT "secrets_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "secrets" ADD CONSTRAINT "secrets_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "secrets_name_unique" ON "secrets" USING btree ("project_id","name");--> statement-breakpoint
CREATE INDEX "secrets_newest" ON "secrets" USING btree ("project_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "secrets_of_key" ON "secrets" USING btree ("key_id","id");