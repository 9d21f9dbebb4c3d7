import { expect, it } from "vitest";
import { grantedScopes } from "./granted-scopes.ts";

const KNOWN = ["jobs:read", "jobs:write", "runs:read", "worker", "admin"] as const;
const FROM = { audience: "https://punctual.example", roleClaim: "realm_access.roles" };

it.each([
  [{ scope: "openid jobs:read email" }, ["jobs:read"]],
  [{ scope: "jobs:* worker" }, ["jobs:read", "jobs:write", "worker"]],
  [{ scp: "jobs:read runs:read" }, ["jobs:read", "runs:read"]],
  [{ scp: ["jobs:read", "admin"] }, ["jobs:read", "admin"]],
  [{ scope: "https://punctual.example/jobs:read" }, ["jobs:read"]],
  [{ scope: "https://other.example/jobs:read" }, []],
  [{ scope: "admin:* jobs:rea *" }, []],
  [{ roles: ["jobs:read"] }, ["jobs:read"]],
  [{ scope: "openid email", realm_access: { roles: ["runs:read"] } }, ["runs:read"]],
  // What somebody agreed to is not widened by what they could do themselves.
  [{ scope: "jobs:read", roles: ["admin"] }, ["jobs:read"]],
  [{}, []],
])("of %j are %j", (claims, expected) => {
  expect(grantedScopes(claims, KNOWN, FROM)).toEqual(expected);
});
