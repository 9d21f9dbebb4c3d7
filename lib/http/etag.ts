/** A version no definition ever has: a tag that is not ours matches nothing. */
const NEVER = -1;

/** The version named by `If-Match`: null when the header is absent or `*`. Several tags match nothing: a definition has one. */
export function ifMatchOf(headers: Headers): number | null {
  const text = headers.get("if-match")?.trim();
  if (text === undefined || text === "" || text === "*") return null;
  const [, version] = /^(?:W\/)?"(\d{1,9})"$/.exec(text) ?? [];
  return version === undefined ? NEVER : Number(version);
}
