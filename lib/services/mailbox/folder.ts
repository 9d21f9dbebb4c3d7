import { notFound } from "../../domain/errors.ts";
import { requireAdmin } from "../authorize.ts";
import type { Context } from "../context.ts";

/** The folder of the development mailbox, for administrators. Throws `forbidden`, and `not_found` where there is none. */
export function enterMailbox(ctx: Context): string {
  requireAdmin(ctx.actor);
  const folder = ctx.config.mail.mailboxDir;
  if (folder === null) throw notFound("mailbox");
  return folder;
}

/** Whether the caller has a development mailbox to look into. */
export function hasMailbox({ actor, config }: Context): boolean {
  return config.mail.mailboxDir !== null && actor.kind === "user" && actor.role === "admin";
}
