import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { notFound } from "../domain/errors.ts";
import type { Context } from "../services/context.ts";
import { logout } from "../services/session/logout.ts";
import { describeMe } from "../services/session/me.ts";
import { loginBrowser } from "../services/session/sign-in.ts";
import { sessionCookie, sessionSeconds } from "./cookie.ts";
import { type Attempt, newAttempt } from "./oidc/attempt.ts";
import { authLogger } from "./oidc/auth-logger.ts";
import { finishAttempt } from "./oidc/finish.ts";
import { letIn } from "./oidc/let-in.ts";
import { type ProviderMetadata, readMetadata } from "./oidc/metadata.ts";
import { nextAuthProvider } from "./oidc/provider.ts";
import { callNextAuth } from "./pages-bridge.ts";
import { actorOfSession } from "./principal.ts";

type RouteContext = { readonly params: Promise<Record<string, string | string[] | undefined>> };

/** What of next-auth is in use; the rest (a log anybody may write to, changes of sessions) does not exist. */
const ACTIONS = {
  GET: ["providers", "session", "csrf", "signin", "signout", "callback", "error"],
  POST: ["signin", "signout", "callback"],
} as const;

/** Answers the paths of next-auth. Who is signed in stands in our `sessions`; the cookie carries nothing but the id. */
export async function answerNextAuth(
  ctx: Context,
  request: Request,
  context: RouteContext,
): Promise<Response> {
  const path = await pathIn(context);
  const [action = "", providerId] = path;
  const isPost = request.method === "POST";
  const known: readonly string[] = isPost ? ACTIONS.POST : ACTIONS.GET;
  if (!known.includes(action)) throw notFound("page");
  // next-auth fails at an answer of none of the providers.
  const isProvider = ctx.config.oidc.some(({ id }) => id === providerId);
  if (action === "callback" && !isPost && !isProvider) throw notFound("page");
  const { publicUrl } = ctx.config;
  const attempt = newAttempt();
  const metadata = await metadataOf(ctx, providerId);
  const options = optionsOf(ctx, request, attempt, { providerId, metadata });
  // Only a provider's answer stands in the query; a sign-in that we begin takes nothing from it.
  const query =
    request.method === "GET" ? Object.fromEntries(new URL(request.url).searchParams) : {};
  const answer = await callNextAuth(request, { path, query, publicUrl }, options);
  if (action !== "callback") return answer;
  return finishAttempt(ctx, request, { providerId, attempt, answer });
}

async function pathIn({ params }: RouteContext): Promise<readonly string[]> {
  const { nextauth } = await params;
  return typeof nextauth === "string" ? [nextauth] : (nextauth ?? []);
}

/** Null where the provider is none of ours, or does not answer: next-auth then says that it cannot be reached. */
async function metadataOf(
  { config }: Context,
  providerId: string | undefined,
): Promise<ProviderMetadata | null> {
  const provider = config.oidc.find(({ id }) => id === providerId);
  if (provider === undefined) return null;
  try {
    return await readMetadata(provider.issuer);
  } catch (error) {
    authLogger.error("DISCOVERY_ERROR", { error: error as Error, providerId: provider.id });
    return null;
  }
}

type Asked = {
  readonly providerId: string | undefined;
  readonly metadata: ProviderMetadata | null;
};

function optionsOf(
  ctx: Context,
  request: Request,
  attempt: Attempt,
  { providerId, metadata }: Asked,
): NextAuthOptions {
  const cookie = sessionCookie(ctx.config);
  return {
    secret: ctx.config.authSecret,
    session: { strategy: "jwt", maxAge: sessionSeconds(ctx.config) },
    useSecureCookies: cookie.options.secure,
    cookies: { sessionToken: cookie },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    logger: authLogger,
    providers: [
      ...(ctx.config.localSignIn ? [passwords(ctx, request)] : []),
      ...ctx.config.oidc.map((provider) =>
        nextAuthProvider(provider, provider.id === providerId ? metadata : null, attempt),
      ),
    ],
    callbacks: {
      signIn: ({ account }) => (account?.type === "oauth" ? letIn(ctx, request, attempt) : true),
      jwt: ({ token, user, account }) => ({
        sid: account?.type === "oauth" ? attempt.sessionId : (user?.id ?? token["sid"]),
      }),
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

function passwords(ctx: Context, { headers }: Request) {
  return Credentials({
    credentials: { email: { type: "email" }, password: { type: "password" } },
    authorize: (given) => signedIn(ctx, given, headers.get("user-agent")),
  });
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
