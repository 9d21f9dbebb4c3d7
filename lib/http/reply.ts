/** An answer before it is written: a status, a view, and the few headers that calls set themselves. */
export type Reply = {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
};

type Extras = {
  /** Version of the definition, sent as `ETag`. */
  readonly version?: number;
  /** Path of what was made, sent as `Location`. */
  readonly location?: string;
};

/** An answer with a JSON body. */
export function reply(status: number, body: unknown, extras: Extras = {}): Reply {
  const headers: Record<string, string> = {};
  if (extras.version !== undefined) headers["ETag"] = `"${extras.version}"`;
  if (extras.location !== undefined) headers["Location"] = extras.location;
  return { status, body, headers };
}

/** 204: done, nothing to say. */
export const noContent: Reply = { status: 204, body: undefined, headers: {} };

/** Writes a reply. */
export function toResponse({ status, body, headers }: Reply): Response {
  if (body === undefined) return new Response(null, { status, headers });
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json; charset=utf-8", ...headers },
  });
}
