import { sql } from "drizzle-orm";
import { bigint, index, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";

/** Who did what. Rows are only ever added, and removed by retention alone. */
export const audit = pgTable(
  "audit",
  {
    seq: bigint("seq", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant("at").notNull().default(databaseNow),
    actorKind: text("actor_kind", {
      enum: ["user", "token", "worker", "system", "anonymous"],
    }).notNull(),
    actorId: uuid("actor_id"),
    tokenId: uuid("token_id"),
    address: text("address"),
    action: text("action").notNull(),
    projectId: uuid("project_id"),
    objectKind: text("object_kind"),
    objectId: text("object_id"),
    before: jsonb("before"),
    after: jsonb("after"),
  },
  (t) => [
    index("audit_project").on(t.projectId, t.seq.desc()),
    // Who did something to one thing: who cancelled this run, who deleted this job.
    index("audit_object").on(t.objectId, t.seq.desc()).where(sql`${t.objectId} is not null`),
  ],
);
