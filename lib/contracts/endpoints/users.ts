import { endpoint } from "../endpoint.ts";
import { userCreate, userListQuery, userPage, userPatch, userView } from "../user.ts";

const tag = "Users";

export const listUsersEndpoint = endpoint({
  id: "listUsers",
  method: "GET",
  path: "/api/v1/users",
  tag,
  summary: "Everybody (administrators)",
  access: "admin",
  query: userListQuery,
  answers: { 200: { description: "A page of people", schema: userPage } },
});

export const createUserEndpoint = endpoint({
  id: "createUser",
  method: "POST",
  path: "/api/v1/users",
  tag,
  summary: "Make an account for somebody (administrators)",
  access: "admin",
  body: userCreate,
  creates: true,
  answers: { 201: { description: "The new account", schema: userView } },
});

export const updateUserEndpoint = endpoint({
  id: "updateUser",
  method: "PATCH",
  path: "/api/v1/users/{id}",
  tag,
  summary:
    "Change a person's role, or disable them: their sessions and tokens end (administrators)",
  access: "admin",
  body: userPatch,
  answers: { 200: { description: "The person", schema: userView } },
});
