import { endpoint } from "../endpoint.ts";
import { newTokenView, tokenCreate, tokenListQuery, tokenPage } from "../token.ts";

const tag = "Tokens";

export const listTokensEndpoint = endpoint({
  id: "listTokens",
  method: "GET",
  path: "/api/v1/tokens",
  tag,
  summary: "One's own API tokens, or (owners) those limited to a project",
  access: "admin",
  query: tokenListQuery,
  answers: { 200: { description: "A page of tokens", schema: tokenPage } },
});

export const createTokenEndpoint = endpoint({
  id: "createToken",
  method: "POST",
  path: "/api/v1/tokens",
  tag,
  summary: "Make an API token",
  access: "admin",
  body: tokenCreate,
  creates: true,
  answers: {
    201: { description: "The token, whose text is shown here only", schema: newTokenView },
  },
});

export const revokeTokenEndpoint = endpoint({
  id: "revokeToken",
  method: "DELETE",
  path: "/api/v1/tokens/{id}",
  tag,
  summary: "End a token at once",
  access: "admin",
  answers: { 204: { description: "It no longer works" } },
});
