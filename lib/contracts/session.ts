import { z } from "zod";
import { id, instant, slug, title } from "./common.ts";
import { projectRole, scope, userRole } from "./scope.ts";
import { email, password, userView } from "./user.ts";

export const registerBody = z.strictObject({ email, password, name: title(200).optional() });
export type RegisterBody = z.infer<typeof registerBody>;

/** No rules but a length: a wrong password is refused as wrong, never as ill-formed. */
export const loginBody = z.strictObject({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(512),
});
export type LoginBody = z.infer<typeof loginBody>;

export const loginView = z
  .strictObject({ token: z.string(), expiresAt: instant, user: userView })
  .meta({ id: "Login" });
export type LoginView = z.infer<typeof loginView>;

/** The caller: who they are, what this credential may do, and where. */
export const meView = z
  .strictObject({
    id,
    email: z.string(),
    name: z.string(),
    role: userRole,
    roles: z.array(userRole),
    disabled: z.boolean(),
    createdAt: instant,
    scopes: z.array(scope),
    defaultProject: slug,
    projects: z.array(z.strictObject({ id, slug, name: z.string(), role: projectRole })),
  })
  .meta({ id: "Me" });
export type MeView = z.infer<typeof meView>;
