import type { Tx } from "../../../db/client.ts";
import { countUnchained, readChain, readMarks } from "../../../db/queries/audit-chain.ts";
import { readNow } from "../../../db/sql.ts";
import type { AuditVerdictView, AuditVerifyQuery } from "../../contracts/audit.ts";
import { requireAdmin } from "../authorize.ts";
import type { Context } from "../context.ts";
import { inSnapshot } from "../ledger/accounts.ts";
import { chainAuditNow } from "./chain.ts";
import { checkRows, type Fault, faultAtEnd, type Place } from "./check-rows.ts";

const BATCH = 1_000;

/** An end of the chain that somebody kept elsewhere. */
type Remembered = { readonly position: number; readonly hash: string };

/**
 * Goes through the chain of the audit, from the last row that retention removed to its end, and tells the first thing
 * that is wrong. `position` and `hash` are an end from an earlier verdict, which must be in it. Administrators only.
 */
export async function verifyAudit(
  ctx: Context,
  { position, hash }: AuditVerifyQuery,
): Promise<AuditVerdictView> {
  requireAdmin(ctx.actor);
  await chainAuditNow(ctx.db);
  const remembered = position === undefined || hash === undefined ? null : { position, hash };
  return inSnapshot(ctx.db, (tx) => walk(tx, remembered));
}

async function walk(tx: Tx, remembered: Remembered | null): Promise<AuditVerdictView> {
  const { anchor, head } = await readMarks(tx);
  let place: Place = { position: anchor.position, hash: anchor.hash, chainedAt: null };
  let fault = againstMemory([place], remembered);
  let rows = 0;
  while (fault === null) {
    const next = await readChain(tx, place.position, BATCH);
    const checked = checkRows(place, next);
    fault = "kind" in checked ? checked : againstMemory(next, remembered);
    if ("kind" in checked) break;
    rows += next.length;
    place = checked;
    if (next.length < BATCH) break;
  }
  fault ??= faultAtEnd(place, head) ?? notReached(head, remembered);
  return {
    intact: fault === null,
    rows,
    anchor: { position: anchor.position, hash: anchor.hash },
    head: { position: head.position, hash: head.hash },
    waiting: await countUnchained(tx),
    at: new Date(await readNow(tx)).toISOString(),
    fault,
  };
}

/** A chain that was written anew is right in itself; only somebody's memory of the old one tells. */
function againstMemory(
  places: readonly { readonly position: number; readonly hash: string }[],
  remembered: Remembered | null,
): Fault | null {
  const same = places.find(({ position }) => position === remembered?.position);
  return same === undefined || same.hash === remembered?.hash ? null : replaced(same.position);
}

/** What is remembered and lies behind the end was cut off; what lies before the anchor was removed by retention. */
function notReached(head: Remembered, remembered: Remembered | null): Fault | null {
  return remembered !== null && remembered.position > head.position
    ? replaced(remembered.position)
    : null;
}

function replaced(position: number): Fault {
  const message = `Position ${position} had another hash when it was remembered: the chain was written anew.`;
  return { kind: "replaced", position, id: null, message };
}
