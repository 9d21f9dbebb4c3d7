import { sql } from "drizzle-orm";
import { bigint, check, index, jsonb, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { databaseNow, instant } from "./columns.ts";

/**
 * Who did what. Rows are only ever added, given their place in the chain once, and removed by retention alone, from the
 * beginning of the chain; triggers refuse anything else.
 */
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
    /** Place in the chain, from 1 without gaps; null until the first pass after the row was committed. */
    position: bigint("position", { mode: "number" }),
    /** When it was given its place. */
    chainedAt: instant("chained_at"),
    /** SHA-256 over the hash before and the row, in hexadecimal digits. */
    hash: text("hash"),
  },
  (t) => [
    index("audit_project").on(t.projectId, t.seq.desc()),
    // Who did something to one thing: who cancelled this run, who deleted this job.
    index("audit_object").on(t.objectId, t.seq.desc()).where(sql`${t.objectId} is not null`),
    index("audit_actor").on(t.actorId, t.seq.desc()).where(sql`${t.actorId} is not null`),
    uniqueIndex("audit_position").on(t.position).where(sql`${t.position} is not null`),
    index("audit_unchained").on(t.seq).where(sql`${t.position} is null`),
    check(
      "audit_chained",
      sql`num_nulls(${t.position}, ${t.chainedAt}, ${t.hash}) in (0, 3) and ${t.hash} ~ '^[0-9a-f]{64}$'`,
    ),
  ],
);

/**
 * The two ends of the chain: `head` is the newest row that has its place, `anchor` the last one that retention removed. A
 * chain without rows behind or before it begins at position 0 with 64 zeros.
 */
export const auditMarks = pgTable(
  "audit_marks",
  {
    kind: text("kind", { enum: ["anchor", "head"] }).primaryKey(),
    position: bigint("position", { mode: "number" }).notNull(),
    hash: text("hash").notNull(),
    at: instant("at").notNull().default(databaseNow),
  },
  (t) => [
    check("audit_marks_kind_known", sql`${t.kind} in ('anchor', 'head')`),
    check("audit_marks_hash_written", sql`${t.hash} ~ '^[0-9a-f]{64}$'`),
  ],
);
