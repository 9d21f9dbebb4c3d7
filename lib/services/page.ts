import type { Keyset } from "../../db/keyset.ts";
import { DEFAULT_PAGE_SIZE, type Page } from "../contracts/common.ts";
import { invalid } from "../domain/errors.ts";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a caller said about the page wanted. */
export type PageRequest = {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
};

/**
 * Answers one page of a newest-first list. `read` is asked for one row more than the page holds, which tells
 * whether another page follows. Throws `invalid` at `/query/cursor` for a cursor that is not one of ours.
 */
export async function answerPage<Row, View>(
  request: PageRequest,
  list: {
    readonly read: (page: { after: Keyset | undefined; limit: number }) => Promise<Row[]>;
    readonly keyOf: (row: Row) => Keyset;
    /** All rows of the page at once, so that what belongs to them is read in one go. */
    readonly view: (rows: Row[]) => View[] | Promise<View[]>;
  },
): Promise<Page<View>> {
  const size = request.limit ?? DEFAULT_PAGE_SIZE;
  const after = request.cursor === undefined ? undefined : readCursor(request.cursor);
  const rows = await list.read({ after, limit: size + 1 });
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  const more = rows.length > size && last !== undefined;
  return {
    data: await list.view(shown),
    nextCursor: more ? writeCursor(list.keyOf(last)) : null,
  };
}

/** Whether `text` is written as an id; otherwise it is a slug or key. */
export function isId(text: string): boolean {
  return UUID.test(text.toLowerCase());
}

function writeCursor({ createdAt, id }: Keyset): string {
  return Buffer.from(`${createdAt} ${id}`).toString("base64url");
}

function readCursor(text: string): Keyset {
  const [createdAt = "", id = "", ...rest] = Buffer.from(text, "base64url").toString().split(" ");
  if (!/^\d{1,15}$/.test(createdAt) || !UUID.test(id) || rest.length > 0)
    throw invalid([
      { pointer: "/query/cursor", message: "must be a nextCursor of this list, unchanged" },
    ]);
  return { createdAt: Number(createdAt), id };
}
