import type { Actor } from "./context.ts";

/** The person behind a call, null where there is none; kept with what the call made. */
export function authorOf(actor: Actor): string | null {
  switch (actor.kind) {
    case "user":
    case "token":
      return actor.userId;
    case "system":
    case "anonymous":
      return null;
  }
}

/** A person as views mention them: id and name, or null. */
export function authorView(
  id: string | null,
  name: string | null,
): { id: string; name: string } | null {
  return id === null ? null : { id, name: name ?? "" };
}
