import { insertSession } from "../../../db/queries/sessions.ts";
import { findCredentials, type UserRow } from "../../../db/queries/users.ts";
import type { LoginBody, LoginView } from "../../contracts/session.ts";
import { unauthenticated } from "../../domain/errors.ts";
import { hashSessionToken, issueSessionToken } from "../../platform/api-token.ts";
import { newId } from "../../platform/ids.ts";
import { verifyPassword } from "../../platform/password.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { userView } from "../users/view.ts";
import { attemptLogin } from "./login-limits.ts";

const MAX_USER_AGENT = 500;

/**
 * Signs in for a bearer token, shown once. Throws `unauthenticated` without saying which part was wrong (a disabled
 * account counts as wrong), and `rate_limited`.
 */
export async function login(
  ctx: Context,
  input: LoginBody,
  userAgent: string | null,
): Promise<LoginView> {
  const token = issueSessionToken();
  const tokenHash = hashSessionToken(token, ctx.config.authSecret);
  const { user, expiresAt } = await signIn(ctx, input, { tokenHash, userAgent });
  return { token, expiresAt: expiresAt.toISOString(), user: userView(user) };
}

/** Signs in the browser; the answer's `sessionId` goes into the cookie. Throws as {@link login} does. */
export async function loginBrowser(
  ctx: Context,
  input: LoginBody,
  userAgent: string | null,
): Promise<{ readonly sessionId: string; readonly user: UserRow }> {
  return signIn(ctx, input, { tokenHash: null, userAgent });
}

type Session = { readonly tokenHash: string | null; readonly userAgent: string | null };

async function signIn(ctx: Context, { email, password }: LoginBody, session: Session) {
  const account = email.toLowerCase();
  const user = await attemptLogin(ctx, account, () => verified(ctx, email, password));
  if (user === null) {
    const after = { email: account };
    await recordDeed(ctx.db, ctx, { action: "session.refused", after });
    throw unauthenticated("E-mail address or password is wrong.");
  }
  const sessionId = newId();
  const expiresAt = await ctx.db.transaction(async (tx) => {
    const until = await insertSession(tx, {
      id: sessionId,
      userId: user.id,
      tokenHash: session.tokenHash,
      userAgent: session.userAgent?.slice(0, MAX_USER_AGENT) ?? null,
      address: ctx.address,
      maxDays: ctx.config.session.maxDays,
    });
    const object = { kind: "user", id: user.id };
    await recordDeed(tx, ctx, { action: "session.started", object, after: { sessionId } });
    return until;
  });
  return { sessionId, user, expiresAt };
}

async function verified(ctx: Context, email: string, password: string): Promise<UserRow | null> {
  const found = await findCredentials(ctx.db, email);
  const right = await verifyPassword(password, found?.passwordHash ?? null);
  return right && found !== undefined && found.disabledAt === null ? found : null;
}
