import { expect, it } from "vitest";
import { programOf } from "./program.ts";

it.each([
  ["RFC 9068", { sub: "robot", client_id: "robot" }, "robot"],
  ["Okta", { sub: "0oa1", cid: "0oa1" }, "0oa1"],
  ["Auth0", { sub: "robot@clients", azp: "robot", gty: "client-credentials" }, "robot"],
  [
    "Keycloak",
    { sub: "5f3c", azp: "robot", client_id: "robot", preferred_username: "service-account-robot" },
    "robot",
  ],
  ["Entra with idtyp", { sub: "a1", oid: "a1", azp: "c1", idtyp: "app", roles: [] }, "c1"],
  ["Entra 1.0", { sub: "a1", oid: "a1", appid: "c1" }, "c1"],
  [
    "a person of Keycloak",
    { sub: "5f3c", azp: "robot", preferred_username: "ada", sid: "1" },
    null,
  ],
  [
    "a person of Keycloak with such a name",
    { sub: "5f3c", azp: "robot", preferred_username: "service-account-robot", sid: "1" },
    null,
  ],
  ["a person of Entra", { sub: "pairwise", oid: "a1", azp: "c1", scp: "jobs:read" }, null],
  ["somebody no client is named for", { sub: "ada" }, null],
])("knows %s", (_what, claims, expected) => {
  expect(programOf(claims)).toBe(expected);
});
