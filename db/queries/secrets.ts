import { and, desc, eq, gt, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { JsonObject } from "../../lib/domain/json.ts";
import type { Executor } from "../../lib/domain/policies.ts";
import type { ParameterSchema } from "../../lib/domain/template/types.ts";
import type { Db, Tx } from "../client.ts";
import { after, anyOf, containing, type Keyset } from "../keyset.ts";
import { databaseNow } from "../schema/columns.ts";
import { projects } from "../schema/projects.ts";
import { secrets } from "../schema/secrets.ts";
import { users } from "../schema/users.ts";
import { batch, rowsOf } from "../sql.ts";

/** What is known of a secret without its value. */
export type SecretRow = {
  readonly id: string;
  readonly projectId: string;
  /** Slug of the project. */
  readonly project: string;
  readonly name: string;
  readonly version: number;
  readonly createdBy: string | null;
  readonly createdByName: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly lastUsedAt: Date | null;
};

/** A value as it is kept. */
export type Encryption = {
  readonly keyId: string;
  readonly nonce: string;
  readonly ciphertext: string;
};

/** A secret with its value, as it is kept. */
export type EncryptedSecret = Encryption & {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly version: number;
};

const columns = {
  id: secrets.id,
  projectId: secrets.projectId,
  project: projects.slug,
  name: secrets.name,
  version: secrets.version,
  createdBy: secrets.createdBy,
  createdByName: users.name,
  createdAt: secrets.createdAt,
  updatedAt: secrets.updatedAt,
  lastUsedAt: secrets.lastUsedAt,
};

/** A page of a project's secrets, newest first. */
export function listSecrets(
  on: Db | Tx,
  filter: {
    readonly projectId: string;
    readonly q?: string | undefined;
    readonly after?: Keyset | undefined;
    readonly limit: number;
  },
): Promise<SecretRow[]> {
  const named = filter.q === undefined ? undefined : containing(filter.q);
  return on
    .select(columns)
    .from(secrets)
    .innerJoin(projects, eq(projects.id, secrets.projectId))
    .leftJoin(users, eq(users.id, secrets.createdBy))
    .where(
      and(
        eq(secrets.projectId, filter.projectId),
        named === undefined ? undefined : sql`${secrets.name} ilike ${named}`,
        after(secrets, filter.after),
      ),
    )
    .orderBy(desc(secrets.createdAt), desc(secrets.id))
    .limit(filter.limit);
}

/** The secret of that name. */
export async function findSecret(
  on: Db | Tx,
  projectId: string,
  name: string,
): Promise<SecretRow | undefined> {
  const rows = await on
    .select(columns)
    .from(secrets)
    .innerJoin(projects, eq(projects.id, secrets.projectId))
    .leftJoin(users, eq(users.id, secrets.createdBy))
    .where(and(eq(secrets.projectId, projectId), eq(secrets.name, name)));
  return rows[0];
}

/** Stores a secret in version 1. False: one of the project has the name. */
export async function insertSecret(
  tx: Tx,
  row: Omit<EncryptedSecret, "version"> & { readonly createdBy: string | null },
): Promise<boolean> {
  const stored = await tx
    .insert(secrets)
    .values(row)
    .onConflictDoNothing({ target: [secrets.projectId, secrets.name] })
    .returning({ id: secrets.id });
  return stored.length > 0;
}

/** Locks a secret until the end of the transaction; undefined when there is none of that name. */
export async function lockSecret(
  tx: Tx,
  projectId: string,
  name: string,
): Promise<{ readonly id: string; readonly version: number } | undefined> {
  const rows = await tx
    .select({ id: secrets.id, version: secrets.version })
    .from(secrets)
    .where(and(eq(secrets.projectId, projectId), eq(secrets.name, name)))
    .for("update");
  return rows[0];
}

/** Gives a locked secret a new value, as its next version. */
export async function replaceSecret(
  tx: Tx,
  id: string,
  next: Encryption & { readonly version: number },
): Promise<void> {
  const { version, keyId, nonce, ciphertext } = next;
  await tx
    .update(secrets)
    .set({ version, keyId, nonce, ciphertext, updatedAt: databaseNow })
    .where(eq(secrets.id, id));
}

/** Deletes a locked secret. */
export async function deleteSecret(tx: Tx, id: string): Promise<void> {
  await tx.delete(secrets).where(eq(secrets.id, id));
}

/** Values by project and name, as they are kept; the missing are left out. */
export function readSecrets(
  on: Db | Tx,
  wanted: readonly { readonly projectId: string; readonly name: string }[],
): Promise<EncryptedSecret[]> {
  return rowsOf<EncryptedSecret>(
    on,
    sql`
    select s.id, s.project_id as "projectId", s.name, s.version, s.key_id as "keyId", s.nonce, s.ciphertext
    from json_to_recordset(${batch(wanted)}) as w("projectId" uuid, "name" text)
    join secrets s on s.project_id = w."projectId" and s.name = w."name"`,
  );
}

/** Notes that secrets were used, to the minute. */
export async function noteSecretUse(on: Db, ids: readonly string[]): Promise<void> {
  await on
    .update(secrets)
    .set({ lastUsedAt: databaseNow })
    .where(
      and(
        sql`${secrets.id} = any(${anyOf(ids, "uuid")})`,
        or(
          isNull(secrets.lastUsedAt),
          lt(secrets.lastUsedAt, sql`${databaseNow} - interval '1 minute'`),
        ),
      ),
    );
}

/** Locks secrets that are kept under another key than `keyId`, by id from `from` on; others' locks are passed over. */
export function lockSecretsOfOtherKeys(
  tx: Tx,
  keyId: string,
  from: string,
  limit: number,
): Promise<EncryptedSecret[]> {
  return tx
    .select({
      id: secrets.id,
      projectId: secrets.projectId,
      name: secrets.name,
      version: secrets.version,
      keyId: secrets.keyId,
      nonce: secrets.nonce,
      ciphertext: secrets.ciphertext,
    })
    .from(secrets)
    .where(and(ne(secrets.keyId, keyId), gt(secrets.id, from)))
    .orderBy(secrets.id)
    .limit(limit)
    .for("update", { skipLocked: true });
}

/** Keeps locked secrets under another key; their values and versions stay. */
export async function rekeySecrets(
  tx: Tx,
  rows: readonly (Encryption & { readonly id: string })[],
): Promise<void> {
  await tx.execute(sql`
    update secrets s set key_id = n."keyId", nonce = n."nonce", ciphertext = n."ciphertext"
    from json_to_recordset(${batch(rows)}) as n("id" uuid, "keyId" text, "nonce" text, "ciphertext" text)
    where s.id = n."id"`);
}

/** What may name a secret: a template (then `params` is null) or a job with its template. */
export type SecretUser = {
  readonly id: string;
  /** Slug of a template, key of a job. */
  readonly key: string;
  readonly name: string;
  readonly executor: Executor;
  readonly builtIn: boolean;
  readonly config: JsonObject;
  readonly parameters: ParameterSchema;
  readonly params: JsonObject | null;
};

/** Templates whose latest version has `name` in it somewhere, by slug, at most `limit`. */
export function listTemplatesMentioning(
  on: Db | Tx,
  projectId: string,
  name: string,
  limit: number,
): Promise<SecretUser[]> {
  return rowsOf<SecretUser>(
    on,
    sql`
    select t.id, t.slug as key, v.name, t.executor, t.built_in as "builtIn", v.config, v.parameters, null as params
    from templates t join template_versions v on v.template_id = t.id and v.version = t.latest_version
    where t.project_id = ${projectId} and t.archived_at is null
      and (strpos(v.config::text, ${name}) > 0 or strpos(v.parameters::text, ${name}) > 0)
    order by t.slug limit ${limit}`,
  );
}

/** Jobs whose parameters have `name` in them somewhere, by name, at most `limit`. */
export function listJobsMentioning(
  on: Db | Tx,
  projectId: string,
  name: string,
  limit: number,
): Promise<SecretUser[]> {
  return rowsOf<SecretUser>(
    on,
    sql`
    select j.id, j.key, j.name, t.executor, t.built_in as "builtIn", v.config, v.parameters, j.params
    from jobs j join template_versions v on v.id = j.template_version_id join templates t on t.id = j.template_id
    where j.project_id = ${projectId} and j.deleted_at is null and strpos(j.params::text, ${name}) > 0
    order by j.name, j.id limit ${limit}`,
  );
}

/** What says which secrets a run names. */
export type RunDefinition = {
  readonly projectId: string;
  readonly jobId: string;
  readonly jobVersion: number;
  readonly templateVersionId: string;
  readonly params: JsonObject | null;
};

/** The definitions a run was opened with, or undefined when there is no such run. */
export async function readRunDefinition(
  on: Db | Tx,
  id: string,
): Promise<RunDefinition | undefined> {
  const [row] = await rowsOf<RunDefinition>(
    on,
    sql`select project_id as "projectId", job_id as "jobId", job_version as "jobVersion",
      template_version_id as "templateVersionId", params from runs where id = ${id}::uuid`,
  );
  return row;
}
