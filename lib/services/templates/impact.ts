import type { Db, Tx } from "../../../db/client.ts";
import { type Follower, listFollowers } from "../../../db/queries/jobs.ts";
import type { TemplateRow } from "../../../db/queries/templates.ts";
import type { TemplateImpactView } from "../../contracts/template.ts";
import { checkJobUnder, type TemplateDefinition } from "./check.ts";

/** Jobs looked at in one statement, and jobs an answer names at most. */
const LOOK = 500;
const MAX_NAMED = 1000;

type ImpactOnJob = TemplateImpactView["impact"]["jobs"][number];

/**
 * What a new version of a template means for the jobs that follow it: those it breaks with what is wrong, then
 * the others with no errors; at most 1,000 in all, broken ones first.
 */
export async function impactOn(
  on: Db | Tx,
  { id: templateId, projectId: ownProject }: Pick<TemplateRow, "id" | "projectId">,
  template: TemplateDefinition,
): Promise<TemplateImpactView> {
  const broken: ImpactOnJob[] = [];
  const fine: ImpactOnJob[] = [];
  for await (const { id, projectId, name, params, policies } of followers(on, templateId)) {
    // Jobs of projects it is shared with are theirs to know.
    if (projectId !== ownProject) continue;
    const errors = checkJobUnder({ ...template, builtIn: false }, { params, policies });
    const list = errors.length > 0 ? broken : fine;
    if (list.length < MAX_NAMED) list.push({ id, name, errors });
  }
  return { impact: { jobs: [...broken, ...fine].slice(0, MAX_NAMED) } };
}

async function* followers(on: Db | Tx, templateId: string): AsyncGenerator<Follower> {
  let afterId: string | undefined;
  for (;;) {
    const page = await listFollowers(on, templateId, { afterId, limit: LOOK });
    yield* page;
    if (page.length < LOOK) return;
    afterId = page.at(-1)?.id;
  }
}
