import type { MemberAdd } from "../../contracts/project.ts";
import { ServiceError } from "../../domain/errors.ts";
import { enterProject } from "../authorize.ts";
import type { Context } from "../context.ts";
import { addMember } from "../projects/members.ts";
import { createInvitation } from "./create.ts";

/** What came of it: they had an account, or get a link to make one. */
export type AddedOrInvited =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "invited"; readonly link: string; readonly mailed: boolean };

/** Makes somebody a member by their address, or invites them when nobody has it. Throws as `addMember` and `createInvitation`. */
export async function addOrInvite(
  ctx: Context,
  project: string,
  wish: MemberAdd,
): Promise<AddedOrInvited> {
  await enterProject(ctx, "members.write", project);
  try {
    const { name } = await addMember(ctx, project, wish);
    return { kind: "member", name };
  } catch (error) {
    if (!(error instanceof ServiceError && error.code === "not_found")) throw error;
  }
  const { link, mailed } = await createInvitation(ctx, { ...wish, project });
  return { kind: "invited", link, mailed };
}
