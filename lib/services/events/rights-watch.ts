import { findLostRights, type HeldRight } from "../../../db/queries/lost-rights.ts";
import { type Action, mayDo } from "../../contracts/rights.ts";
import { PROJECT_ROLES } from "../../contracts/scope.ts";
import { requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";

/** How often it is asked whether open streams still may go on; all of a process in one statement. */
const LOOK_MS = 1_000;

type Watched = { readonly right: HeldRight; readonly end: () => void };

const watches = new WeakMap<object, RightsWatch>();

/**
 * Calls `end` once, within about a second, when the caller no longer may do `action` in the project: disabled, signed out,
 * token revoked or expired, taken out of the project or lowered in it. Without a project only the person and their credential
 * count. Answers how to stop watching.
 */
export function watchRight(
  ctx: Context,
  action: Action,
  projectId: string | null,
  end: () => void,
): () => void {
  const person = requirePerson(ctx.actor);
  const known = watches.get(ctx.hints) ?? new RightsWatch(ctx);
  watches.set(ctx.hints, known);
  return known.add(
    {
      userId: person.userId,
      sessionId: person.kind === "user" ? person.sessionId : null,
      tokenId: person.kind === "token" ? person.tokenId : null,
      projectId,
      roles: PROJECT_ROLES.filter((role) => mayDo(role, action)),
    },
    end,
  );
}

/** The open streams of one process; looks while there are any. */
class RightsWatch {
  readonly #ctx: Pick<Context, "db">;
  readonly #watched = new Map<number, Watched>();
  #last = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor({ db }: Pick<Context, "db">) {
    this.#ctx = { db };
  }

  add(right: Omit<HeldRight, "key">, end: () => void): () => void {
    this.#last += 1;
    const key = this.#last;
    this.#watched.set(key, { right: { key, ...right }, end });
    this.#plan();
    return () => {
      this.#watched.delete(key);
    };
  }

  #plan(): void {
    this.#timer ??= setTimeout(() => void this.#look(), LOOK_MS);
  }

  async #look(): Promise<void> {
    const held = [...this.#watched.values()].map(({ right }) => right);
    try {
      const lost = held.length === 0 ? [] : await findLostRights(this.#ctx.db, held);
      for (const key of lost) this.#end(key);
    } catch {
      // The database is away, and the streams have nothing to tell either; the next look decides.
    } finally {
      this.#timer = null;
      if (this.#watched.size > 0) this.#plan();
    }
  }

  #end(key: number): void {
    const found = this.#watched.get(key);
    this.#watched.delete(key);
    found?.end();
  }
}
