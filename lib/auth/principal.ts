import { findLiveSession } from "../../db/queries/sessions.ts";
import { findLiveToken } from "../../db/queries/tokens.ts";
import { unauthenticated } from "../domain/errors.ts";
import { hashSessionToken, isTokenSecret, readApiToken } from "../platform/api-token.ts";
import type { Actor, Platform } from "../services/context.ts";
import { readSessionCookie } from "./cookie.ts";
import { actorOfAccessToken } from "./oidc/bearer.ts";
import { chosenProject } from "./project-choice.ts";

type Running = Pick<Platform, "db" | "config">;

/**
 * Who makes a request: the owner of the bearer token (API token, session token, or access token of an identity provider),
 * else of the browser's session cookie, else nobody. Throws `unauthenticated` for a bearer that does not work: a wrong credential is never ignored in
 * favour of another.
 */
export async function getPrincipal(running: Running, headers: Headers): Promise<Actor> {
  const bearer = bearerOf(headers);
  if (bearer !== null) {
    const actor = await ofBearer(running, bearer);
    if (actor === null) throw unauthenticated("The token is not valid, or no longer.");
    return actor;
  }
  const sessionId = await readSessionCookie(running.config, headers);
  if (sessionId === null) return { kind: "anonymous" };
  const project = chosenProject(running.config, headers);
  const actor = await actorOfSession(running, { id: sessionId }, "cookie", project);
  return actor ?? { kind: "anonymous" };
}

/** The text after `Bearer`; null without an `Authorization` header. Throws `unauthenticated` for another kind. */
function bearerOf(headers: Headers): string | null {
  const header = headers.get("authorization");
  if (header === null) return null;
  const [, text] = /^Bearer +([\x21-\x7e]{1,12288}) *$/i.exec(header) ?? [];
  if (text === undefined) throw unauthenticated("Authorization must be: Bearer <token>.");
  return text;
}

async function ofBearer(running: Running, text: string): Promise<Actor | null> {
  if (text.startsWith("pcs_")) {
    const tokenHash = hashSessionToken(text, running.config.authSecret);
    return actorOfSession(running, { tokenHash }, "bearer");
  }
  if (!text.startsWith("pct_")) return actorOfAccessToken(running, text);
  const parts = readApiToken(text);
  const token = parts === null ? undefined : await findLiveToken(running.db, parts.prefix);
  if (parts === null || token === undefined) return null;
  if (!isTokenSecret(parts.secret, token.secretHash, running.config.authSecret)) return null;
  const { id: tokenId, userId, role, scopes, pools, projectId, defaultProjectId } = token;
  return { kind: "token", userId, role, tokenId, scopes, pools, projectId, defaultProjectId };
}

/**
 * The person of a session that works, found by id (cookie) or token hash (bearer); null when it does not. `project` is the
 * slug of the one they chose to work in.
 */
export async function actorOfSession(
  running: Running,
  by: { readonly id: string } | { readonly tokenHash: string },
  via: "cookie" | "bearer",
  project: string | null = null,
): Promise<Extract<Actor, { kind: "user" }> | null> {
  const { idleHours } = running.config.session;
  const session = await findLiveSession(running.db, by, { idleHours, project });
  if (session === undefined) return null;
  const { id: sessionId, userId, role, defaultProjectId } = session;
  return { kind: "user", userId, role, sessionId, via, defaultProjectId };
}
