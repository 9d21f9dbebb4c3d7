import NextAuth, { type NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import type { Context } from "../services/context.ts";
import { logout } from "../services/session/logout.ts";
import { describeMe } from "../services/session/me.ts";
import { loginBrowser } from "../services/session/sign-in.ts";
import { sessionCookie, sessionSeconds } from "./cookie.ts";
import { actorOfSession } from "./principal.ts";

type RouteContext = { readonly params: Promise<Record<string, string | string[] | undefined>> };

/** Answers the paths of next-auth. Who is signed in stands in our `sessions`; the cookie carries nothing but the id. */
export async function answerNextAuth(
  ctx: Context,
  request: Request,
  context: RouteContext,
): Promise<Response> {
  const answer: unknown = await NextAuth(
    request as never,
    context as never,
    optionsOf(ctx, request),
  );
  if (answer instanceof Response) return answer;
  throw new Error("next-auth did not answer with a Response");
}

function optionsOf(ctx: Context, request: Request): NextAuthOptions {
  const cookie = sessionCookie(ctx.config);
  return {
    secret: ctx.config.authSecret,
    session: { strategy: "jwt", maxAge: sessionSeconds(ctx.config) },
    useSecureCookies: cookie.options.secure,
    cookies: { sessionToken: cookie },
    pages: { signIn: "/sign-in" },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: (given) => signedIn(ctx, given, request.headers.get("user-agent")),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => {
        const sid = user === undefined ? token["sid"] : user.id;
        return { sid };
      },
      session: async ({ session, token }) => ({
        ...session,
        user: await personOf(ctx, token["sid"]),
      }),
    },
    events: {
      signOut: async ({ token }) => {
        const actor = await actorOf(ctx, token["sid"]);
        if (actor !== null) await logout({ ...ctx, actor });
      },
    },
  };
}

/** The `id` next-auth hands on is that of the session: nothing else is to reach the cookie. */
async function signedIn(
  ctx: Context,
  given: Partial<Record<"email" | "password", string>> | undefined,
  userAgent: string | null,
): Promise<{ id: string } | null> {
  const { email = "", password = "" } = given ?? {};
  if (email === "" || email.length > 254 || password === "" || password.length > 512) return null;
  const { sessionId } = await loginBrowser(ctx, { email, password }, userAgent);
  return { id: sessionId };
}

async function personOf(ctx: Context, sid: unknown) {
  const actor = await actorOf(ctx, sid);
  if (actor === null) return {};
  const { id, name, email } = await describeMe({ ...ctx, actor });
  return { id, name, email };
}

async function actorOf(ctx: Context, sid: unknown) {
  return typeof sid === "string" ? actorOfSession(ctx, { id: sid }, "cookie") : null;
}
