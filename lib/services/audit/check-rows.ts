import type { AuditMark, ChainedRow } from "../../../db/queries/audit-chain.ts";
import type { AuditVerdictView } from "../../contracts/audit.ts";
import { entryHash } from "./entry-hash.ts";

/** How long before its place a row may have been written: transactions take seconds, clocks are set right by less. */
const LATE_MS = 15 * 60_000;

export type Fault = NonNullable<AuditVerdictView["fault"]>;

/** Where the going through stands: the last row that was right, and when it was given its place; null at the beginning. */
export type Place = {
  readonly position: number;
  readonly hash: string;
  readonly chainedAt: number | null;
};

/** Goes through the next rows of the chain. Answers the place behind the last one, or the first thing that is wrong. */
export function checkRows(begin: Place, rows: readonly ChainedRow[]): Place | Fault {
  let place = begin;
  for (const row of rows) {
    const fault = faultOf(place, row);
    if (fault !== null) return fault;
    place = { position: row.position, hash: row.hash, chainedAt: row.chainedAt };
  }
  return place;
}

function faultOf(before: Place, row: ChainedRow): Fault | null {
  const expected = before.position + 1;
  if (row.position !== expected)
    return {
      kind: "missing",
      position: expected,
      id: null,
      message: `The row at position ${expected} is gone.`,
    };
  const at = { position: row.position, id: String(row.seq) };
  if (entryHash(before.hash, row) !== row.hash)
    return { ...at, kind: "changed", message: "This row, or the hash before it, was changed." };
  if (isLate(before, row))
    return {
      ...at,
      kind: "late",
      message: `This row says ${new Date(row.at).toISOString()}, but was not there when the one before it was given its place.`,
    };
  return null;
}

/** Rows of one pass bear one moment; a row of a later pass was committed after the earlier one looked. */
function isLate({ chainedAt }: Place, row: ChainedRow): boolean {
  return chainedAt !== null && chainedAt < row.chainedAt && row.at < chainedAt - LATE_MS;
}

/** What is wrong at the end of the chain, or null. */
export function faultAtEnd(last: Place, head: AuditMark): Fault | null {
  if (last.position === head.position && last.hash === head.hash) return null;
  const isShort = last.position < head.position;
  return {
    kind: isShort ? "missing" : "end",
    position: isShort ? last.position + 1 : head.position,
    id: null,
    message: isShort
      ? `The chain ended at position ${head.position}; its rows from ${last.position + 1} on are gone.`
      : "The end of the chain was changed, or rows were written behind it.",
  };
}
