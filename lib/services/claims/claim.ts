import { readProjectsWithRole } from "../../../db/queries/claimable.ts";
import { mayDo } from "../../contracts/rights.ts";
import { PROJECT_ROLES } from "../../contracts/scope.ts";
import type { ClaimBody, ClaimView } from "../../contracts/worker-calls.ts";
import { forbidden } from "../../domain/errors.ts";
import type { Hints } from "../../events/hints.ts";
import { authorize, requireAccess, requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { watchRight } from "../events/rights-watch.ts";
import { Claimants } from "./claimants.ts";
import { ClaimDesk } from "./desk.ts";
import { claimViews } from "./view.ts";

const DEFAULT_POOL = "default";

type Office = { readonly desk: ClaimDesk; readonly claimants: Claimants };

/** One for each platform of this process. */
const offices = new WeakMap<Hints, Office>();

/**
 * Hands runs to a worker outside, waiting for some if there are none; `signal` ends the wait, and so
 * does the end of the credential. Throws `forbidden` for a pool
 * or project the caller may not claim from.
 */
export async function claimForWorker(
  ctx: Context,
  body: ClaimBody,
  signal: AbortSignal,
): Promise<readonly ClaimView[]> {
  requireAccess(ctx.actor, "worker");
  const { pool = DEFAULT_POOL, max = 1, waitSeconds = 0 } = body;
  requirePool(ctx, pool);
  const wanted = {
    pool,
    tasks: body.tasks === undefined ? null : [...new Set(body.tasks)].sort(),
    projects: await projectsToClaimFrom(ctx),
  };
  const { desk, claimants } = officeOf(ctx);
  const { name, version = "" } = body.worker;
  const claimantId = claimantOf(ctx);
  const worker = await claimants.enter(ctx.db, { claimantId, name, version, free: max, ...wanted });
  const ended = new AbortController();
  const unwatch = watchRight(ctx, "work.claim", null, () => ended.abort());
  try {
    const work = await desk.ask({
      wanted,
      workerId: worker.id,
      draining: worker.draining,
      max,
      waitMs: waitSeconds * 1000,
      signal: AbortSignal.any([signal, ended.signal]),
    });
    return claimViews(ctx, work);
  } finally {
    unwatch();
  }
}

function officeOf(ctx: Context): Office {
  const known = offices.get(ctx.hints);
  if (known !== undefined) return known;
  const { db, queue, hints } = ctx;
  const office = { desk: new ClaimDesk({ db, queue, hints }), claimants: new Claimants() };
  offices.set(hints, office);
  return office;
}

/** What the worker's name belongs to: the API token, or whoever signed in. */
function claimantOf({ actor }: Context): string {
  const person = requirePerson(actor);
  return (person.kind === "token" ? person.tokenId : null) ?? person.userId;
}

function requirePool({ actor }: Context, pool: string): void {
  if (actor.kind !== "token" || actor.pools === null || actor.pools.includes(pool)) return;
  throw forbidden(`The token may claim from ${actor.pools.join(", ")} only, not from ${pool}.`);
}

/** The projects whose runs the caller may execute; null is all. */
async function projectsToClaimFrom(ctx: Context): Promise<readonly string[] | null> {
  const person = requirePerson(ctx.actor);
  const only = person.kind === "token" ? person.projectId : null;
  if (only !== null) return [(await authorize(ctx, "work.claim", only)).id];
  if (person.role === "admin") return null;
  const roles = PROJECT_ROLES.filter((role) => mayDo(role, "work.claim"));
  const projects = await readProjectsWithRole(ctx.db, person.userId, roles);
  if (projects.length > 0) return projects;
  throw forbidden("To claim runs one must at least be an operator of a project.");
}
