import { z } from "zod";
import { id, instant, pageOf, pageQuery, slug, title } from "./common.ts";
import { projectRole } from "./scope.ts";

export const projectView = z
  .strictObject({
    id,
    slug,
    name: z.string(),
    /** The caller's role in it. */
    role: projectRole,
    createdAt: instant,
  })
  .meta({ id: "Project" });
export type ProjectView = z.infer<typeof projectView>;

export const projectPage = pageOf(projectView);
export const projectListQuery = z.strictObject(pageQuery);
export type ProjectListQuery = z.infer<typeof projectListQuery>;

export const projectCreate = z.strictObject({ slug, name: title(200).optional() });
export type ProjectCreate = z.infer<typeof projectCreate>;

export const projectPatch = z.strictObject({ name: title(200).optional() });
export type ProjectPatch = z.infer<typeof projectPatch>;

export const memberView = z
  .strictObject({
    userId: id,
    email: z.string(),
    name: z.string(),
    role: projectRole,
    createdAt: instant,
  })
  .meta({ id: "Member" });
export type MemberView = z.infer<typeof memberView>;

export const memberPage = pageOf(memberView);
export const memberPut = z.strictObject({ role: projectRole });
export type MemberPut = z.infer<typeof memberPut>;

export const signingSecretView = z
  .strictObject({ secret: z.string() })
  .meta({ id: "SigningSecret" });
export type SigningSecretView = z.infer<typeof signingSecretView>;
