import type { Problem } from "../domain/problem.ts";

/**
 * How a server action ended. Refusals are values: an exception would lose its message on the way to the browser. `problems` are
 * the faults at their fields.
 */
export type ActionResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly message: string;
      readonly requestId: string;
      readonly problems?: readonly Problem[];
    };
