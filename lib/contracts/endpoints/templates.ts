import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import {
  renderBody,
  renderView,
  templateCreate,
  templateImpactView,
  templateListQuery,
  templatePage,
  templatePatch,
  templatePatchQuery,
  templateProjectQuery,
  templateQuery,
  templateVersionsQuery,
  templateView,
} from "../template.ts";

const tag = "Templates";
const read = "templates:read";
const write = "templates:write";

export const listTemplatesEndpoint = endpoint({
  id: "listTemplates",
  method: "GET",
  path: "/api/v1/templates",
  tag,
  summary: "Templates of a project and the built-in ones",
  access: read,
  query: templateListQuery,
  answers: { 200: { description: "A page of templates", schema: templatePage } },
});

export const createTemplateEndpoint = endpoint({
  id: "createTemplate",
  method: "POST",
  path: "/api/v1/templates",
  tag,
  summary: "Make a template",
  access: write,
  query: templateProjectQuery,
  body: templateCreate,
  creates: true,
  answers: { 201: { description: "The template in version 1", schema: templateView } },
});

export const readTemplateEndpoint = endpoint({
  id: "readTemplate",
  method: "GET",
  path: "/api/v1/templates/{id}",
  tag,
  summary: "One template by id or slug, at its latest version or the one named",
  access: read,
  query: templateQuery,
  answers: { 200: { description: "The template", schema: templateView } },
});

export const updateTemplateEndpoint = endpoint({
  id: "updateTemplate",
  method: "PATCH",
  path: "/api/v1/templates/{id}",
  tag,
  summary: "Make a new version of a template by a merge patch, or ask what that would mean",
  access: write,
  query: templatePatchQuery,
  body: templatePatch,
  versioned: true,
  answers: {
    200: {
      description: "The template at its new version; with dryRun what it means for the jobs",
      schema: z.union([templateView, templateImpactView]),
    },
  },
});

export const archiveTemplateEndpoint = endpoint({
  id: "archiveTemplate",
  method: "DELETE",
  path: "/api/v1/templates/{id}",
  tag,
  summary: "Archive a template no job follows",
  access: write,
  query: templateProjectQuery,
  versioned: true,
  answers: { 204: { description: "It is archived and its slug free" } },
});

export const listTemplateVersionsEndpoint = endpoint({
  id: "listTemplateVersions",
  method: "GET",
  path: "/api/v1/templates/{id}/versions",
  tag,
  summary: "All versions of a template",
  access: read,
  query: templateVersionsQuery,
  answers: { 200: { description: "A page of versions", schema: templatePage } },
});

export const renderTemplateEndpoint = endpoint({
  id: "renderTemplate",
  method: "POST",
  path: "/api/v1/templates/{id}/render",
  tag,
  summary: "What would be executed with some parameters, secrets masked",
  access: read,
  query: templateQuery,
  body: renderBody,
  answers: { 200: { description: "The configuration, or what is wrong", schema: renderView } },
});
