import { sql } from "drizzle-orm";
import type { Db, Tx } from "../client.ts";
import { rowsOf } from "../sql.ts";

/** What a template version says; immutable. */
export type TemplateVersionRow = {
  readonly id: string;
  readonly templateId: string;
  readonly version: number;
  readonly slug: string;
  readonly builtIn: boolean;
  readonly executor: "http" | "email" | "container" | "external";
  readonly parameters: unknown;
  readonly config: unknown;
  readonly policies: unknown;
};

/** Template versions by id; the missing are left out. */
export function readTemplateVersions(
  on: Db | Tx,
  ids: readonly string[],
): Promise<TemplateVersionRow[]> {
  return rowsOf<TemplateVersionRow>(
    on,
    sql`
    select v.id, v.template_id as "templateId", v.version, t.slug, t.built_in as "builtIn", t.executor,
      v.parameters, v.config, v.policies
    from template_versions v join templates t on t.id = v.template_id
    where v.id in (select value::uuid from json_array_elements_text(${JSON.stringify(ids)}::json))`,
  );
}

/** What a job said at a version; immutable. */
export type JobVersionRow = {
  readonly jobId: string;
  readonly version: number;
  readonly name: string;
  readonly params: unknown;
  readonly policies: unknown;
};

/** Job versions by `<job id>:<version>`; the missing are left out. */
export function readJobVersions(
  on: Db | Tx,
  wanted: readonly { jobId: string; version: number }[],
): Promise<JobVersionRow[]> {
  return rowsOf<JobVersionRow>(
    on,
    sql`
    select v.job_id as "jobId", v.version, v.name, v.params, v.policies
    from json_to_recordset(${JSON.stringify(wanted)}::json) as w("jobId" uuid, "version" int)
    join job_versions v on v.job_id = w."jobId" and v.version = w."version"`,
  );
}

/** Signing keys of projects. */
export function readSigningSecrets(
  on: Db | Tx,
  projectIds: readonly string[],
): Promise<{ id: string; signingSecret: string }[]> {
  return rowsOf(
    on,
    sql`select id, signing_secret as "signingSecret" from projects
      where id in (select value::uuid from json_array_elements_text(${JSON.stringify(projectIds)}::json))`,
  );
}
