import { type SQL, sql } from "drizzle-orm";

/**
 * The project somebody works in when a call names none, for statements in which `u` is their row of `users`: the one
 * chosen, else their default one, else the first they came to. Only one they may look into, so that nobody who is taken
 * out of a project is left standing in it.
 */
export function landingProject(chosen: string | null): SQL {
  return sql`coalesce(
    (select p.id from projects p where p.slug = ${chosen}::text and ${mayEnter(sql`p.id`)}),
    case when ${mayEnter(sql`u.default_project_id`)} then u.default_project_id end,
    (select m.project_id from project_members m where m.user_id = u.id order by m.created_at, m.project_id limit 1),
    u.default_project_id)`;
}

function mayEnter(projectId: SQL): SQL {
  return sql`(u.role = 'admin' or exists (
    select from project_members m where m.project_id = ${projectId} and m.user_id = u.id))`;
}
