import { z } from "zod";
import { EXECUTORS } from "../domain/policies.ts";
import {
  author,
  booleanText,
  id,
  instant,
  integerText,
  jsonObject,
  pageOf,
  pageQuery,
  projectInput,
  slug,
  title,
} from "./common.ts";
import { policiesInput } from "./policies.ts";

export const executor = z.enum(EXECUTORS);
const description = z.string().max(5000);
const comment = z.string().max(1000);

export const templateListQuery = z.strictObject({
  ...pageQuery,
  project: projectInput,
  executor: executor.optional(),
  q: z.string().max(200).optional(),
  archived: booleanText.optional(),
});
export type TemplateListQuery = z.infer<typeof templateListQuery>;

/** Parameter schema and configuration are checked by the domain, whose pointers begin at `/parameters` and `/config`. */
export const templateCreate = z.strictObject({
  project: projectInput,
  slug,
  name: title(200),
  description: description.optional(),
  executor,
  parameters: jsonObject.optional(),
  config: jsonObject,
  policies: policiesInput.optional(),
  comment: comment.nullable().optional(),
  /** All projects may read and use it; administrators only. */
  shared: z.boolean().optional(),
});
export type TemplateCreate = z.infer<typeof templateCreate>;

/** A merge patch (RFC 7396): members of `parameters`, `config` and `policies` are merged, null removes. */
export const templatePatch = z.strictObject({
  name: title(200).optional(),
  description: description.nullable().optional(),
  parameters: jsonObject.nullable().optional(),
  config: jsonObject.optional(),
  policies: policiesInput.nullable().optional(),
  comment: comment.nullable().optional(),
  /** All projects may read and use it; administrators only. Makes no version. */
  shared: z.boolean().optional(),
});
export type TemplatePatch = z.infer<typeof templatePatch>;

/** What selects a template's project where that is all a call asks. */
export const templateProjectQuery = z.strictObject({ project: projectInput });

export const templateQuery = z.strictObject({
  project: projectInput,
  version: integerText(1, 1_000_000).optional(),
});
export type TemplateQuery = z.infer<typeof templateQuery>;

export const templatePatchQuery = z.strictObject({
  project: projectInput,
  dryRun: booleanText.optional(),
});
export type TemplatePatchQuery = z.infer<typeof templatePatchQuery>;

export const templateVersionsQuery = z.strictObject({ ...pageQuery, project: projectInput });
export type TemplateVersionsQuery = z.infer<typeof templateVersionsQuery>;

/** One template at one version. `project` is null for built-in ones; `version` is the ETag when it is the latest. */
export const templateView = z
  .strictObject({
    id,
    project: z.string().nullable(),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    executor,
    builtIn: z.boolean(),
    /** All projects may read and use it, its own alone change it. */
    shared: z.boolean(),
    version: z.int(),
    latestVersion: z.int(),
    parameters: jsonObject,
    config: jsonObject,
    policies: policiesInput,
    comment: z.string().nullable(),
    createdBy: author,
    createdAt: instant,
    updatedAt: instant,
    archivedAt: instant.nullable(),
  })
  .meta({ id: "Template" });
export type TemplateView = z.infer<typeof templateView>;
export const templatePage = pageOf(templateView);

/** What a change would do to the jobs that follow the template; nothing is saved. */
export const templateImpactView = z
  .strictObject({
    impact: z.strictObject({
      jobs: z.array(
        z.strictObject({
          id,
          name: z.string(),
          errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })),
        }),
      ),
    }),
  })
  .meta({ id: "TemplateImpact" });
export type TemplateImpactView = z.infer<typeof templateImpactView>;

export const renderBody = z.strictObject({ params: jsonObject.optional() });
export type RenderBody = z.infer<typeof renderBody>;

/** What would be executed, secrets masked; `config` is null when it cannot be rendered. */
export const renderView = z
  .strictObject({
    valid: z.boolean(),
    errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })),
    config: jsonObject.nullable(),
  })
  .meta({ id: "Rendering" });
export type RenderView = z.infer<typeof renderView>;
