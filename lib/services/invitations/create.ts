import { endInvitationsOf, findInvitation, insertLink } from "../../../db/queries/account-links.ts";
import { findCredentials } from "../../../db/queries/users.ts";
import type { InvitationCreate, NewInvitationView } from "../../contracts/account.ts";
import { conflict, forbidden, invalid } from "../../domain/errors.ts";
import { newId } from "../../platform/ids.ts";
import { issueLinkToken } from "../../platform/link-token.ts";
import { addressOfLink } from "../account-links/address.ts";
import { recordDeed } from "../audit/record.ts";
import { type EnteredProject, enterProject, requireAdmin, requirePerson } from "../authorize.ts";
import type { Context } from "../context.ts";
import { requireLocalSignIn } from "../session/local-sign-in.ts";
import { invitationView } from "./view.ts";

/** Seven days. */
const MINUTES = 7 * 24 * 60;

/**
 * Invites somebody to make their account, and with a project to be a member of it; an earlier invitation of the same address
 * to the same project ends. The link is in this answer, and goes out by e-mail where the installation sends any. Administrators
 * invite anybody; owners to their project, where registration is open. Throws `forbidden`, `not_found`, `conflict` for an
 * address that has an account.
 */
export async function createInvitation(
  ctx: Context,
  { email, project: reference, role }: InvitationCreate,
): Promise<NewInvitationView> {
  requireLocalSignIn(ctx.config);
  const project = await inviteTo(ctx, reference);
  if (project === null && role !== undefined)
    throw invalid([{ pointer: "/role", message: "is a role in a project: name one" }]);
  await requireNobody(ctx, email);
  const { text, hash } = issueLinkToken("invitation", ctx.config.authSecret);
  const mailed = ctx.config.mail.server !== null;
  const made = await ctx.db.transaction(async (tx) => {
    const [id, projectId] = [newId(), project?.id ?? null];
    const given = project === null ? null : (role ?? "viewer");
    await endInvitationsOf(tx, email, projectId);
    await insertLink(tx, {
      id,
      kind: "invitation",
      email,
      userId: null,
      projectId,
      role: given,
      createdBy: requirePerson(ctx.actor).userId,
      shownHash: hash,
      mailed,
      minutes: MINUTES,
    });
    await recordDeed(tx, ctx, {
      action: "invitation.created",
      projectId,
      object: { kind: "invitation", id },
      after: { email, role: given },
    });
    const row = await findInvitation(tx, id);
    if (row === undefined) throw new Error("an invitation is gone that was made just now");
    return row;
  });
  const link = addressOfLink(ctx.config.publicUrl, "invitation", text);
  return { ...invitationView(made), link, mailed };
}

async function inviteTo(
  ctx: Context,
  reference: string | undefined,
): Promise<EnteredProject | null> {
  if (reference === undefined) {
    requireAdmin(ctx.actor);
    return null;
  }
  const project = await enterProject(ctx, "members.write", reference);
  // Everybody owns a project: where registration is closed, that must not be a way around it.
  if (ctx.config.registration === "closed" && requirePerson(ctx.actor).role !== "admin")
    throw forbidden("Registration is closed. Ask an administrator to invite them.");
  return project;
}

async function requireNobody({ db }: Context, email: string): Promise<void> {
  if ((await findCredentials(db, email)) === undefined) return;
  throw conflict("They have an account already. Add them to the project as a member.", [
    { pointer: "/email", message: "has an account already" },
  ]);
}
