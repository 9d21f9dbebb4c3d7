/** A fault in what a person sent, at its field. `pointer` is an RFC 6901 JSON pointer such as `/params/region`; "" is the whole. */
export type Problem = { readonly pointer: string; readonly message: string };

/** The pointer of a member or item below `pointer`, escaped as RFC 6901 says. */
export function pointerTo(pointer: string, key: string | number): string {
  return `${pointer}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The same problems, seen from a document that holds the checked value at `prefix`. */
export function prefixProblems(prefix: string, problems: readonly Problem[]): Problem[] {
  return problems.map(({ pointer, message }) => ({ pointer: prefix + pointer, message }));
}
