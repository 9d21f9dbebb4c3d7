import { endpoint } from "../endpoint.ts";
import { loginBody, loginView, meView, registerBody } from "../session.ts";
import { userView } from "../user.ts";

const tag = "Session";

export const registerEndpoint = endpoint({
  id: "register",
  method: "POST",
  path: "/api/v1/auth/register",
  tag,
  summary: "Make an account for oneself, where registration is open",
  access: "public",
  body: registerBody,
  creates: true,
  answers: { 201: { description: "The new account", schema: userView } },
});

export const loginEndpoint = endpoint({
  id: "login",
  method: "POST",
  path: "/api/v1/auth/login",
  tag,
  summary: "Sign in for a bearer token",
  access: "public",
  body: loginBody,
  answers: { 200: { description: "The token, shown here only", schema: loginView } },
});

export const logoutEndpoint = endpoint({
  id: "logout",
  method: "POST",
  path: "/api/v1/auth/logout",
  tag,
  summary: "End the session or token this call is made with",
  access: "signed-in",
  answers: { 204: { description: "It no longer works" } },
});

export const meEndpoint = endpoint({
  id: "readMe",
  method: "GET",
  path: "/api/v1/me",
  tag,
  summary: "Who the caller is, with roles, scopes and projects",
  access: "signed-in",
  answers: { 200: { description: "The caller", schema: meView } },
});
