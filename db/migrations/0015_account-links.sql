CREATE TABLE "account_links" (
	"id" uuid PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"email" text NOT NULL,
	"user_id" uuid,
	"project_id" uuid,
	"role" text,
	"created_by" uuid,
	"shown_hash" text,
	"mailed_hash" text,
	"mail_at" timestamp (3) with time zone,
	"mail_attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT punctual_now() NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "account_links_shown_hash_unique" UNIQUE("shown_hash"),
	CONSTRAINT "account_links_mailed_hash_unique" UNIQUE("mailed_hash"),
	CONSTRAINT "account_links_kind_known" CHECK ("account_links"."kind" in ('invitation', 'reset')),
	CONSTRAINT "account_links_reset_has_user" CHECK (("account_links"."kind" = 'reset') = ("account_links"."user_id" is not null)),
	CONSTRAINT "account_links_role_of_project" CHECK (("account_links"."project_id" is null) = ("account_links"."role" is null)),
	CONSTRAINT "account_links_role_known" CHECK ("account_links"."role" in ('viewer', 'operator', 'editor', 'owner'))
);
--> statement-breakpoint
ALTER TABLE "templates" ADD COLUMN "shared" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "account_links" ADD CONSTRAINT "account_links_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_links" ADD CONSTRAINT "account_links_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account_links" ADD CONSTRAINT "account_links_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_links_newest" ON "account_links" USING btree ("created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "account_links_user" ON "account_links" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "account_links_mail" ON "account_links" USING btree ("mail_at") WHERE "account_links"."mail_at" is not null;--> statement-breakpoint
CREATE INDEX "account_links_expiry" ON "account_links" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "templates_shared_slug_unique" ON "templates" USING btree ("slug") WHERE "templates"."shared" and "templates"."archived_at" is null;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_builtin_is_not_shared" CHECK (not ("templates"."built_in" and "templates"."shared"));