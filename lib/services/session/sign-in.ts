import { findCredentials, type UserRow } from "../../../db/queries/users.ts";
import type { LoginBody, LoginView } from "../../contracts/session.ts";
import { unauthenticated } from "../../domain/errors.ts";
import { hashSessionToken, issueSessionToken } from "../../platform/api-token.ts";
import { verifyPassword } from "../../platform/password.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { userView } from "../users/view.ts";
import { requireLocalSignIn } from "./local-sign-in.ts";
import { attemptLogin } from "./login-limits.ts";
import { startSession } from "./start.ts";

/**
 * Signs in for a bearer token, shown once. Throws `unauthenticated` without saying which part was wrong (a disabled
 * account counts as wrong), `rate_limited`, and `forbidden` where passwords are switched off.
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
  requireLocalSignIn(ctx.config);
  const account = email.toLowerCase();
  const user = await attemptLogin(ctx, account, () => verified(ctx, email, password));
  if (user === null) {
    const after = { email: account };
    await recordDeed(ctx.db, ctx, { action: "session.refused", after });
    throw unauthenticated("E-mail address or password is wrong.");
  }
  const started = await ctx.db.transaction((tx) =>
    startSession(tx, ctx, { userId: user.id, provider: null, ...session }),
  );
  return { ...started, user };
}

async function verified(ctx: Context, email: string, password: string): Promise<UserRow | null> {
  const found = await findCredentials(ctx.db, email);
  const right = await verifyPassword(password, found?.passwordHash ?? null);
  return right && found !== undefined && found.disabledAt === null ? found : null;
}
