/** How a server action ended. Refusals are values: an exception would lose its message on the way to the browser. */
export type ActionResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: string; readonly requestId: string };
