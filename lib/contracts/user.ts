import { z } from "zod";
import { id, instant, pageOf, pageQuery, title } from "./common.ts";
import { userRole } from "./scope.ts";

export const email = z
  .string()
  .trim()
  .max(254)
  .regex(/^[^\s@]+@[^\s@]+$/, "must be an e-mail address");

export const password = z
  .string()
  .min(12, "must have at least 12 characters")
  .max(512, "must have at most 512 characters");

export const userView = z
  .strictObject({
    id,
    email: z.string(),
    name: z.string(),
    role: userRole,
    disabled: z.boolean(),
    createdAt: instant,
  })
  .meta({ id: "User" });
export type UserView = z.infer<typeof userView>;

export const userPage = pageOf(userView);
export const userListQuery = z.strictObject({ ...pageQuery, q: z.string().max(200).optional() });
export type UserListQuery = z.infer<typeof userListQuery>;

/** A new user; the name is made from the address when absent. */
export const userCreate = z.strictObject({
  email,
  password,
  name: title(200).optional(),
  role: userRole.optional(),
});
export type UserCreate = z.infer<typeof userCreate>;

export const userPatch = z.strictObject({
  role: userRole.optional(),
  disabled: z.boolean().optional(),
});
export type UserPatch = z.infer<typeof userPatch>;
