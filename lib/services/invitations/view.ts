import type { LinkRow } from "../../../db/queries/account-links.ts";
import type { InvitationView } from "../../contracts/account.ts";

/** An invitation as the API shows it, without its link. */
export function invitationView(row: LinkRow): InvitationView {
  return {
    id: row.id,
    email: row.email,
    project: row.project,
    role: row.role,
    invitedBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}
