import { z } from "zod";
import { MISFIRE_POLICIES } from "../domain/policies.ts";
import { author, id, instant, instantInput, pageOf, pageQuery, slug, title } from "./common.ts";
import { projectRole } from "./scope.ts";
import { email } from "./user.ts";

/** A pause of all jobs of a project; `until` null is until further notice. */
export const projectPauseView = z
  .strictObject({
    at: instant,
    until: instant.nullable(),
    by: author,
    note: z.string().nullable(),
  })
  .meta({ id: "ProjectPause" });
export type ProjectPauseView = z.infer<typeof projectPauseView>;

export const projectView = z
  .strictObject({
    id,
    slug,
    name: z.string(),
    /** The caller's role in it. */
    role: projectRole,
    paused: projectPauseView.nullable(),
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

export const projectPauseBody = z.strictObject({
  until: instantInput.nullable().optional(),
  note: z.string().max(1000).nullable().optional(),
});
export type ProjectPauseBody = z.infer<typeof projectPauseBody>;

export const projectResumeBody = z.strictObject({ missed: z.enum(MISFIRE_POLICIES).optional() });
export type ProjectResumeBody = z.infer<typeof projectResumeBody>;

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
export const memberAdd = z.strictObject({ email, role: projectRole });
export type MemberAdd = z.infer<typeof memberAdd>;
export const memberPut = z.strictObject({ role: projectRole });
export type MemberPut = z.infer<typeof memberPut>;

export const signingSecretView = z
  .strictObject({ secret: z.string() })
  .meta({ id: "SigningSecret" });
export type SigningSecretView = z.infer<typeof signingSecretView>;
