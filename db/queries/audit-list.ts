import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../client.ts";
import { containing } from "../keyset.ts";
import { fromMs, rowsOf } from "../sql.ts";
import { type AuditRow, auditColumns, type ChainedRow, placeColumns } from "./audit-chain.ts";

/** What deeds are looked for by. Instants are milliseconds since 1970. */
export type AuditFilter = {
  readonly actor?: string | undefined;
  readonly actionPrefix?: string | undefined;
  readonly objectId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly q?: string | undefined;
};

/** A deed with the names its ids have today, and its place in the chain once it has one. */
export type ShownDeed = AuditRow & {
  readonly position: ChainedRow["position"] | null;
  readonly chainedAt: ChainedRow["chainedAt"] | null;
  readonly hash: string | null;
  readonly previousHash: string | null;
  readonly actorName: string | null;
  readonly actorEmail: string | null;
  readonly tokenName: string | null;
  readonly projectSlug: string | null;
};

/** Deeds with lower numbers than `below`, newest first. */
export function listDeeds(
  db: Db,
  filter: AuditFilter,
  page: { readonly below: number | undefined; readonly limit: number },
): Promise<ShownDeed[]> {
  const conditions = conditionsOf(filter);
  if (page.below !== undefined) conditions.push(sql`a.seq < ${page.below}`);
  return rowsOf(
    db,
    sql`${shown} where ${sql.join(conditions, sql` and `)} ${newestFirst(filter)} limit ${page.limit}`,
  );
}

/** Deeds with higher numbers than `above` and at most `upTo`, oldest first. */
export function exportDeeds(
  db: Db,
  filter: AuditFilter,
  page: { readonly above: number; readonly upTo: number; readonly limit: number },
): Promise<ShownDeed[]> {
  const conditions = [
    ...conditionsOf(filter),
    sql`a.seq > ${page.above}`,
    sql`a.seq <= ${page.upTo}`,
  ];
  return rowsOf(
    db,
    sql`${shown} where ${sql.join(conditions, sql` and `)} order by a.seq limit ${page.limit}`,
  );
}

/** The number of the newest deed; 0 without any. */
export async function lastDeed(db: Db): Promise<number> {
  const [row] = await rowsOf<{ seq: number }>(
    db,
    sql`select coalesce(max(seq), 0)::float8 as seq from audit`,
  );
  return row?.seq ?? 0;
}

const shown = sql`
  select ${auditColumns}, ${placeColumns}, coalesce(previous.hash, mark.hash) as "previousHash",
    u.name as "actorName", u.email as "actorEmail", t.name as "tokenName", p.slug as "projectSlug"
  from audit a
  left join audit previous on previous.position = a.position - 1
  left join audit_marks mark on mark.kind = 'anchor' and mark.position = a.position - 1
  left join users u on u.id = a.actor_id
  left join api_tokens t on t.id = a.token_id
  left join projects p on p.id = a.project_id`;

/** The indexes of projects, objects and people put nulls last; the numbers of all rows come from the primary key. */
function newestFirst({ actor, objectId, projectId }: AuditFilter): SQL {
  const isNarrow = actor !== undefined || objectId !== undefined || projectId !== undefined;
  return isNarrow ? sql`order by a.seq desc nulls last` : sql`order by a.seq desc`;
}

function conditionsOf(filter: AuditFilter): SQL[] {
  const { actor, actionPrefix, objectId, projectId, from, to, q } = filter;
  const conditions: SQL[] = [sql`true`];
  if (projectId !== undefined) conditions.push(sql`a.project_id = ${projectId}::uuid`);
  if (objectId !== undefined) conditions.push(sql`a.object_id = ${objectId}`);
  if (actionPrefix !== undefined) conditions.push(sql`starts_with(a.action, ${actionPrefix})`);
  if (from !== undefined) conditions.push(sql`a.at >= ${fromMs(from)}`);
  if (to !== undefined) conditions.push(sql`a.at < ${fromMs(to)}`);
  if (actor !== undefined) conditions.push(byActor(actor));
  if (q !== undefined) conditions.push(mentions(containing(q)));
  return conditions;
}

function byActor(actor: string): SQL {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(actor))
    return sql`a.actor_id = ${actor}::uuid`;
  if (actor.includes("@"))
    return sql`a.actor_id in (select id from users where lower(email) = lower(${actor}))`;
  return sql`a.actor_kind = ${actor}`;
}

function mentions(pattern: string): SQL {
  const names = ["name", "email", "key", "slug"].flatMap((field) => [
    sql`a.before->>${field}`,
    sql`a.after->>${field}`,
  ]);
  return sql`(concat_ws(E'\\n', a.action, a.object_id, a.address, ${sql.join(names, sql`, `)}) ilike ${pattern}
    or a.actor_id in (
    select id from users where name ilike ${pattern} or email ilike ${pattern}))`;
}
