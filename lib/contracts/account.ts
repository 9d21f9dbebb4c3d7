import { z } from "zod";
import { id, instant, pageOf, pageQuery, projectInput, reference, title } from "./common.ts";
import { projectRole } from "./scope.ts";
import { email, password } from "./user.ts";

/** The text of a link: `pci_…` invites, `pcr_…` resets a password. What else it may be, it does not work. */
const linkToken = z.string().min(1).max(200);

/** What people change of themselves: their name, and the project they begin in. */
export const mePatch = z.strictObject({
  name: title(200).optional(),
  defaultProject: reference.optional(),
});
export type MePatch = z.infer<typeof mePatch>;

export const passwordChange = z.strictObject({
  currentPassword: z.string().min(1).max(512),
  newPassword: password,
});
export type PasswordChange = z.infer<typeof passwordChange>;

export const resetRequest = z.strictObject({ email });
export type ResetRequest = z.infer<typeof resetRequest>;

export const resetConfirm = z.strictObject({ token: linkToken, password });
export type ResetConfirm = z.infer<typeof resetConfirm>;

/** A link to hand over; it is in this answer only. */
export const resetLinkView = z
  .strictObject({ link: z.string(), expiresAt: instant })
  .meta({ id: "ResetLink" });
export type ResetLinkView = z.infer<typeof resetLinkView>;

const invitationFields = {
  id,
  email: z.string(),
  /** Slug of the project they come to beside their own; null for none. */
  project: z.string().nullable(),
  role: projectRole.nullable(),
  invitedBy: z.string().nullable(),
  createdAt: instant,
  expiresAt: instant,
};

export const invitationView = z.strictObject(invitationFields).meta({ id: "Invitation" });
export type InvitationView = z.infer<typeof invitationView>;

/** The answer to an invitation, the only one that shows its link. `mailed` says whether it goes out by e-mail too. */
export const newInvitationView = z
  .strictObject({ ...invitationFields, link: z.string(), mailed: z.boolean() })
  .meta({ id: "NewInvitation" });
export type NewInvitationView = z.infer<typeof newInvitationView>;

export const invitationPage = pageOf(invitationView);
export const invitationListQuery = z.strictObject({ ...pageQuery, project: projectInput });
export type InvitationListQuery = z.infer<typeof invitationListQuery>;

/** Whom to invite; `role` is theirs in `project`, viewer when absent. */
export const invitationCreate = z.strictObject({
  email,
  project: projectInput,
  role: projectRole.optional(),
});
export type InvitationCreate = z.infer<typeof invitationCreate>;

export const invitationAccept = z.strictObject({
  token: linkToken,
  password,
  name: title(200).optional(),
});
export type InvitationAccept = z.infer<typeof invitationAccept>;

/** A sign-in that still works. `via` is `browser` or `api` (a token from `/auth/login`). */
export const sessionView = z
  .strictObject({
    id,
    via: z.enum(["browser", "api"]),
    /** Whether it is the one of this call. */
    current: z.boolean(),
    userAgent: z.string().nullable(),
    address: z.string().nullable(),
    createdAt: instant,
    lastSeenAt: instant,
    expiresAt: instant,
  })
  .meta({ id: "Session" });
export type SessionView = z.infer<typeof sessionView>;

export const sessionPage = pageOf(sessionView);
export const sessionListQuery = z.strictObject(pageQuery);
export type SessionListQuery = z.infer<typeof sessionListQuery>;
