import type { Command } from "commander";
import { ApiError } from "../../lib/client/api.ts";
import type { LoginView, MeView } from "../../lib/contracts/session.ts";
import { action, examples } from "../action.ts";
import { type Context, contextOf, type GlobalFlags } from "../context.ts";
import { UnreachableError, UsageError } from "../errors.ts";
import { openClient } from "../http.ts";
import type { Io } from "../io.ts";
import { plain } from "../render/safe-text.ts";
import { facts } from "../render/table.ts";
import { readLogin, removeLogin, writeLogin } from "../stored-login.ts";

/** `punctual login`, `logout` and `whoami` */
export function addSession(program: Command, io: Io): void {
  program
    .command("login")
    .description("Sign in, and keep address and token for the calls to come")
    .option("--email <address>", "whose account; asked for when absent")
    .addHelpText(
      "after",
      `\nAsks for address and password; with --token it keeps that token instead, an API token for example.
Without a terminal it reads both from standard input, a line each.
${examples(
  "punctual login --url https://punctual.example",
  "punctual login --url https://punctual.example --token pct_…",
)}`,
    )
    .action(async (flags: { readonly email?: string }, command: Command) => {
      const { token } = command.optsWithGlobals<GlobalFlags>();
      const ctx = await contextOf(command, io);
      await (token === undefined
        ? loginByPassword(ctx, flags.email)
        : loginByToken(ctx, token.trim()));
    });
  program
    .command("logout")
    .description("End the session login began, and forget it")
    .action(action(io, logout));
  program
    .command("whoami")
    .description("Who you are here, and what you may do")
    .action(action(io, whoami));
}

async function loginByPassword(ctx: Context, given: string | undefined): Promise<void> {
  const { io, client } = ctx;
  const email = given ?? (await io.input.ask(`E-mail for ${client.url}: `));
  const password = await io.input.ask("Password: ", { secret: true });
  if (email.trim() === "" || password === "")
    throw new UsageError("Both e-mail and password are needed.");
  const anonymous = openClient({ url: client.url, token: undefined, fetch: io.fetch });
  const body = { email: email.trim(), password };
  const { token, user, expiresAt } = await anonymous.call<LoginView>("POST", "/auth/login", {
    body,
  });
  const file = await writeLogin(io.environment, { url: client.url, token });
  ctx.show({ url: client.url, user, expiresAt }, () => welcome(client.url, user.email, file));
}

async function loginByToken(ctx: Context, token: string): Promise<void> {
  const { io, client } = ctx;
  const me = await client.call<MeView>("GET", "/me");
  const file = await writeLogin(io.environment, { url: client.url, token });
  ctx.show({ url: client.url, user: me }, () => welcome(client.url, me.email, file));
}

function welcome(url: string, email: string, file: string): string {
  return `Signed in to ${url} as ${plain(email)}. Kept in ${file}.\n`;
}

/** An API token may be in use elsewhere, so it is only forgotten; a session ends. */
async function logout(ctx: Context): Promise<void> {
  const { environment, fetch } = ctx.io;
  const stored = await readLogin(environment);
  if (stored === null) return ctx.remark("Nobody was signed in.");
  await removeLogin(environment);
  if (stored.token.startsWith("pct_"))
    return ctx.remark("Forgotten. The API token itself still works until it is revoked.");
  try {
    await openClient({ ...stored, fetch }).call("POST", "/auth/logout");
  } catch (error) {
    if (error instanceof UnreachableError) {
      const words = `Forgotten here, but ${stored.url} could not be told: the session ends there by itself.`;
      throw new UnreachableError(words, { cause: error });
    }
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
  }
  ctx.remark(`Signed out of ${stored.url}.`);
}

async function whoami(ctx: Context): Promise<void> {
  const me = await ctx.client.call<MeView>("GET", "/me");
  const projects = me.projects.map(({ slug, role }) => `${slug} (${role})`);
  ctx.show(me, () =>
    facts(
      [
        ["Server", ctx.client.url],
        ["Name", me.name, "strong"],
        ["E-mail", me.email],
        ["Role", me.role],
        ["Projects", projects.join(", ") || "none"],
        ["Default", me.defaultProject],
        ["Scopes", me.scopes.join(", ")],
      ],
      ctx.style,
    ),
  );
}
