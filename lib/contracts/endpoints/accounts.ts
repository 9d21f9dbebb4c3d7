import {
  invitationAccept,
  invitationCreate,
  invitationListQuery,
  invitationPage,
  mePatch,
  newInvitationView,
  passwordChange,
  resetConfirm,
  resetLinkView,
  resetRequest,
  sessionListQuery,
  sessionPage,
} from "../account.ts";
import { endpoint } from "../endpoint.ts";
import { meView } from "../session.ts";
import { userView } from "../user.ts";

const tag = "Accounts";

export const updateMeEndpoint = endpoint({
  id: "updateMe",
  method: "PATCH",
  path: "/api/v1/me",
  tag,
  summary: "Change one's own name, or the project one begins in",
  access: "admin",
  body: mePatch,
  answers: { 200: { description: "The caller", schema: meView } },
});

export const changePasswordEndpoint = endpoint({
  id: "changePassword",
  method: "POST",
  path: "/api/v1/auth/password",
  tag,
  summary: "Change one's own password; all other sessions end",
  access: "admin",
  body: passwordChange,
  answers: { 204: { description: "The new password is in force" } },
});

export const requestResetEndpoint = endpoint({
  id: "requestPasswordReset",
  method: "POST",
  path: "/api/v1/auth/password-reset",
  tag,
  summary: "Ask for a link by e-mail that sets a new password",
  access: "public",
  body: resetRequest,
  answers: { 202: { description: "A mail is on its way if there is such an account" } },
});

export const confirmResetEndpoint = endpoint({
  id: "confirmPasswordReset",
  method: "POST",
  path: "/api/v1/auth/password-reset/confirm",
  tag,
  summary: "Set a new password with a link; all sessions end",
  access: "public",
  body: resetConfirm,
  answers: { 204: { description: "The new password is in force" } },
});

export const makeResetLinkEndpoint = endpoint({
  id: "makePasswordResetLink",
  method: "POST",
  path: "/api/v1/users/{id}/password-reset",
  tag,
  summary: "Make a link that sets a person's password, to hand over (administrators)",
  access: "admin",
  answers: { 201: { description: "The link, shown here only", schema: resetLinkView } },
});

export const listInvitationsEndpoint = endpoint({
  id: "listInvitations",
  method: "GET",
  path: "/api/v1/invitations",
  tag,
  summary: "Open invitations: all (administrators), or with `project` (owners) those to it",
  access: "admin",
  query: invitationListQuery,
  answers: { 200: { description: "A page of invitations", schema: invitationPage } },
});

export const createInvitationEndpoint = endpoint({
  id: "createInvitation",
  method: "POST",
  path: "/api/v1/invitations",
  tag,
  summary:
    "Invite somebody to make their account (administrators; owners to their project, where registration is open)",
  access: "admin",
  body: invitationCreate,
  creates: true,
  answers: {
    201: {
      description: "The invitation, whose link is shown here only",
      schema: newInvitationView,
    },
  },
});

export const withdrawInvitationEndpoint = endpoint({
  id: "withdrawInvitation",
  method: "DELETE",
  path: "/api/v1/invitations/{id}",
  tag,
  summary: "Withdraw an invitation",
  access: "admin",
  answers: { 204: { description: "Its link no longer works" } },
});

export const acceptInvitationEndpoint = endpoint({
  id: "acceptInvitation",
  method: "POST",
  path: "/api/v1/invitations/accept",
  tag,
  summary: "Make the account one was invited to make",
  access: "public",
  body: invitationAccept,
  answers: { 201: { description: "The new account", schema: userView } },
});

export const listSessionsEndpoint = endpoint({
  id: "listSessions",
  method: "GET",
  path: "/api/v1/sessions",
  tag,
  summary: "One's own sessions that still work",
  access: "admin",
  query: sessionListQuery,
  answers: { 200: { description: "A page of sessions", schema: sessionPage } },
});

export const endSessionEndpoint = endpoint({
  id: "endSession",
  method: "DELETE",
  path: "/api/v1/sessions/{id}",
  tag,
  summary: "End one of one's own sessions",
  access: "admin",
  answers: { 204: { description: "It no longer works" } },
});

export const endOtherSessionsEndpoint = endpoint({
  id: "endOtherSessions",
  method: "DELETE",
  path: "/api/v1/sessions",
  tag,
  summary: "End all of one's own sessions but the one of this call",
  access: "admin",
  answers: { 204: { description: "They no longer work" } },
});

export const endSessionsOfEndpoint = endpoint({
  id: "endSessionsOfUser",
  method: "DELETE",
  path: "/api/v1/users/{id}/sessions",
  tag,
  summary: "End all sessions of a person (administrators)",
  access: "admin",
  answers: { 204: { description: "They no longer work" } },
});
