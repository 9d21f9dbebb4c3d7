"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { safeTarget } from "../../components/auth/safe-target.ts";
import type { SignInState } from "../../components/auth/sign-in-state.ts";
import { sealSession, sessionCookie, sessionSeconds } from "../../lib/auth/cookie.ts";
import { endSessionAddress } from "../../lib/auth/oidc/end-session.ts";
import { loginBody, registerBody } from "../../lib/contracts/session.ts";
import { forbidden, ServiceError } from "../../lib/domain/errors.ts";
import { isOwnOrigin } from "../../lib/http/same-origin.ts";
import type { Context } from "../../lib/services/context.ts";
import { logout } from "../../lib/services/session/logout.ts";
import { register } from "../../lib/services/session/register.ts";
import { loginBrowser } from "../../lib/services/session/sign-in.ts";
import { pageContext } from "../context.ts";

/** Signs in with the form's address and password and goes where the visitor wanted; what was typed comes back with a refusal. */
export async function signIn(_before: SignInState, form: FormData): Promise<SignInState> {
  const typed = typedIn(form);
  const refusal = await refusalOf(typed, async () => {
    const ctx = await formContext();
    const body = loginBody.safeParse({ email: typed.email, password: textOf(form, "password") });
    if (!body.success) throw forbidden("Enter your e-mail address and password.");
    await startSession(ctx, body.data);
  });
  return refusal ?? redirect(safeTarget(textOf(form, "to")));
}

/** Makes an account, where registration is open, and signs in with it. */
export async function signUp(_before: SignInState, form: FormData): Promise<SignInState> {
  const typed = typedIn(form);
  const refusal = await refusalOf(typed, async () => {
    const ctx = await formContext();
    const { email, name } = typed;
    const password = textOf(form, "password");
    const body = registerBody.safeParse({ email, password, ...(name === "" ? {} : { name }) });
    if (!body.success) {
      const [issue] = body.error.issues;
      throw forbidden(`${FIELD_WORDS[String(issue?.path[0])] ?? "The form"} ${issue?.message}.`);
    }
    await register(ctx, body.data);
    await startSession(ctx, body.data);
  });
  return refusal ?? redirect(safeTarget(textOf(form, "to")));
}

/** Ends the session on the server, takes its cookie back and, where that is wanted, signs out at the provider too. */
export async function signOut(): Promise<void> {
  const ctx = await formContext();
  const elsewhere = await endSessionAddress(ctx);
  if (ctx.actor.kind !== "anonymous") await logout(ctx);
  const { name, options } = sessionCookie(ctx.config);
  (await cookies()).set(name, "", { ...options, maxAge: 0 });
  redirect(elsewhere ?? "/sign-in");
}

const FIELD_WORDS: { readonly [field: string]: string } = {
  email: "The e-mail address",
  password: "The password",
  name: "The name",
};

async function startSession(
  ctx: Context,
  credentials: { readonly email: string; readonly password: string },
): Promise<void> {
  const { sessionId } = await loginBrowser(ctx, credentials, (await headers()).get("user-agent"));
  const { name, options } = sessionCookie(ctx.config);
  const value = await sealSession(ctx.config, sessionId);
  (await cookies()).set(name, value, { ...options, maxAge: sessionSeconds(ctx.config) });
}

async function formContext(): Promise<Context> {
  const ctx = await pageContext();
  if (isOwnOrigin(await headers(), ctx.config.publicUrl)) return ctx;
  throw forbidden("The form must come from this installation's own pages.");
}

type Typed = { readonly email: string; readonly name: string };

function typedIn(form: FormData): Typed {
  return { email: textOf(form, "email").trim(), name: textOf(form, "name").trim() };
}

async function refusalOf(typed: Typed, work: () => Promise<void>): Promise<SignInState | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof ServiceError) return { ...typed, message: error.message };
    throw error;
  }
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
