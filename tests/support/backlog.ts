import type postgres from "postgres";

/** Adds `count` waiting runs like this one, with their messages where it has one, in two statements. */
export async function seedBacklog(sql: postgres.Sql, runId: string, count: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local statement_timeout = 0`;
    await tx`
      insert into runs (id, project_id, job_id, job_version, template_version_id, trigger, scheduled_for, status, max_attempts,
        params, priority, pool, needs, dispatch_id, external_task, external_transport, heartbeat_timeout_seconds, available_at, created_at)
      select uuidv7(), project_id, job_id, job_version, template_version_id, trigger, scheduled_for, status, max_attempts,
        params, priority, pool, needs, case when dispatch_id is not null then gen_random_uuid() end,
        external_task, external_transport, heartbeat_timeout_seconds, available_at, created_at
      from runs cross join generate_series(1, ${count}::int) where id = ${runId}`;
    await tx`
      insert into pgboss.job (id, name, data, priority, start_after, created_on, keep_until, group_id, policy, expire_seconds,
        deletion_seconds, retry_limit)
      select r.dispatch_id, m.name, jsonb_build_object('runId', r.id), m.priority, m.start_after, m.created_on, m.keep_until,
        m.group_id, m.policy, m.expire_seconds, m.deletion_seconds, m.retry_limit
      from runs first join pgboss.job m on m.id = first.dispatch_id
      join runs r on r.job_id = first.job_id and r.id <> first.id where first.id = ${runId}`;
  });
}
