import type { UserCreate, UserView } from "../../contracts/user.ts";
import { hashPassword } from "../../platform/password.ts";
import { recordDeed } from "../audit/record.ts";
import { requireAdmin } from "../authorize.ts";
import type { Context } from "../context.ts";
import { addUser } from "./add-user.ts";
import { userView } from "./view.ts";

/** Makes an account for somebody. Administrators only. Throws `forbidden`, or `conflict` for a taken address. */
export async function createUser(ctx: Context, input: UserCreate): Promise<UserView> {
  requireAdmin(ctx.actor);
  const { password, email, name, role } = input;
  const passwordHash = await hashPassword(password);
  return ctx.db.transaction(async (tx) => {
    const user = await addUser(tx, { email, name, passwordHash, role: role ?? "member" });
    await recordDeed(tx, ctx, {
      action: "user.created",
      object: { kind: "user", id: user.id },
      after: { email: user.email, role: user.role },
    });
    return userView(user);
  });
}
