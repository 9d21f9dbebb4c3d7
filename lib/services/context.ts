import type { Db } from "../../db/client.ts";
import type { Hints } from "../events/hints.ts";
import type { Config } from "../platform/config.ts";
import type { Queue } from "../queue/queue.ts";

/** What the product runs on in one process; made once, at its start. */
export type Platform = {
  readonly db: Db;
  readonly queue: Queue;
  readonly hints: Hints;
  readonly config: Config;
};

/** Who acts. Closed: every check is a switch over it. */
export type Actor =
  | {
      readonly kind: "user";
      readonly userId: string;
      readonly role: "admin" | "member";
      readonly sessionId: string;
      /** `cookie` is the console, `bearer` a token from `/auth/login`. */
      readonly via: "cookie" | "bearer";
      readonly defaultProjectId: string;
    }
  | {
      readonly kind: "token";
      readonly userId: string;
      readonly role: "admin" | "member";
      /** Null: an access token of an identity provider, which we keep nothing of. */
      readonly tokenId: string | null;
      readonly scopes: readonly string[];
      /** Pools it may claim from; null is all. */
      readonly pools: readonly string[] | null;
      /** Null reaches every project of the owner. */
      readonly projectId: string | null;
      readonly defaultProjectId: string;
    }
  | { readonly kind: "system" }
  | { readonly kind: "anonymous" };

/** What a verb works with: the process's platform and the caller. */
export type Context = Platform & {
  readonly actor: Actor;
  readonly requestId: string;
  readonly address: string | null;
};
