import { endpoint } from "../endpoint.ts";
import {
  secretCreate,
  secretListQuery,
  secretPage,
  secretPut,
  secretQuery,
  secretUsage,
  secretView,
} from "../secret.ts";

const tag = "Secrets";

export const listSecretsEndpoint = endpoint({
  id: "listSecrets",
  method: "GET",
  path: "/api/v1/secrets",
  tag,
  summary: "Names of the secrets of a project, never their values",
  access: "jobs:read",
  query: secretListQuery,
  answers: { 200: { description: "A page of secrets", schema: secretPage } },
});

export const createSecretEndpoint = endpoint({
  id: "createSecret",
  method: "POST",
  path: "/api/v1/secrets",
  tag,
  summary: "Keep a value under a name that is not taken",
  access: "jobs:write",
  query: secretQuery,
  body: secretCreate,
  creates: true,
  answers: { 201: { description: "It is kept; its value is not shown", schema: secretView } },
});

export const putSecretEndpoint = endpoint({
  id: "putSecret",
  method: "PUT",
  path: "/api/v1/secrets/{name}",
  tag,
  summary: "Replace the value under a name, or keep it where there is none yet",
  access: "jobs:write",
  query: secretQuery,
  body: secretPut,
  answers: {
    200: {
      description: "Replaced; runs that start from now on use the new value",
      schema: secretView,
    },
    201: { description: "Kept under a new name", schema: secretView },
  },
});

export const deleteSecretEndpoint = endpoint({
  id: "deleteSecret",
  method: "DELETE",
  path: "/api/v1/secrets/{name}",
  tag,
  summary: "Delete a secret; runs that name it fail from then on",
  access: "jobs:write",
  query: secretQuery,
  answers: { 204: { description: "It is gone" } },
});

export const readSecretUsageEndpoint = endpoint({
  id: "readSecretUsage",
  method: "GET",
  path: "/api/v1/secrets/{name}/usage",
  tag,
  summary: "Templates and jobs that name a secret",
  access: "jobs:read",
  query: secretQuery,
  answers: { 200: { description: "Who names it", schema: secretUsage } },
});
