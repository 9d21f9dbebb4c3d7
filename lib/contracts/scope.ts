import { z } from "zod";

/** What a token may be allowed to do. */
export const SCOPES = [
  "templates:read",
  "templates:write",
  "jobs:read",
  "jobs:write",
  "runs:read",
  "runs:write",
  "worker",
  "admin",
] as const;
export const scope = z.enum(SCOPES);
export type Scope = z.infer<typeof scope>;

/** What a member may be in a project, from least to most. */
export const PROJECT_ROLES = ["viewer", "operator", "editor", "owner"] as const;
export const projectRole = z.enum(PROJECT_ROLES);
export type ProjectRole = z.infer<typeof projectRole>;

/** What a person is in the whole installation. */
export const USER_ROLES = ["admin", "member"] as const;
export const userRole = z.enum(USER_ROLES);
export type UserRole = z.infer<typeof userRole>;
