import type { RegisterBody } from "../../contracts/session.ts";
import type { UserView } from "../../contracts/user.ts";
import { forbidden } from "../../domain/errors.ts";
import { hashPassword } from "../../platform/password.ts";
import { recordDeed } from "../audit/record.ts";
import type { Context } from "../context.ts";
import { addUser } from "../users/add-user.ts";
import { userView } from "../users/view.ts";
import { requireLocalSignIn } from "./local-sign-in.ts";

/** Makes an account for oneself. Throws `forbidden` when registration is closed or passwords are switched off, `conflict` for a taken address. */
export async function register(ctx: Context, input: RegisterBody): Promise<UserView> {
  requireLocalSignIn(ctx.config);
  if (ctx.config.registration === "closed") {
    throw forbidden("Registration is closed. Ask an administrator for an account.");
  }
  const { email, name, password } = input;
  const passwordHash = await hashPassword(password);
  return ctx.db.transaction(async (tx) => {
    const user = await addUser(tx, { email, name, passwordHash, role: "member" });
    await recordDeed(tx, ctx, {
      action: "user.registered",
      object: { kind: "user", id: user.id },
      after: { email: user.email },
    });
    return userView(user);
  });
}
