import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from "zod-openapi";
import type { Answer, Endpoint } from "../contracts/endpoint.ts";
import { ENDPOINTS } from "../contracts/endpoints/all.ts";
import { problemView } from "../contracts/problem.ts";

let document: object | null = null;

/** The OpenAPI 3.1 description of every endpoint, made once from the schemas that check the calls. */
export function openApiDocument(): object {
  document ??= createDocument({
    openapi: "3.1.0",
    info: {
      title: "Punctual",
      version: "1",
      description: "Schedules work and runs it on time. Errors are RFC 9457 problems with a code.",
    },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }],
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "An API token (pct_…) or the token of a sign-in",
        },
      },
    },
    paths: pathsOf(ENDPOINTS),
  });
  return document;
}

function pathsOf(endpoints: readonly Endpoint[]): ZodOpenApiPathsObject {
  const paths: ZodOpenApiPathsObject = {};
  for (const endpoint of endpoints) {
    const method = endpoint.method.toLowerCase();
    paths[endpoint.path] = { ...paths[endpoint.path], [method]: operationOf(endpoint) };
  }
  return paths;
}

function operationOf(endpoint: Endpoint): ZodOpenApiOperationObject {
  const { body, query } = endpoint;
  const path = pathSchema(endpoint.path);
  const header = headerSchema(endpoint);
  const required = body !== undefined && !body.safeParse({}).success;
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.access === "public" ? { security: [] } : {}),
    ...scopeNote(endpoint),
    requestParams: {
      ...(path === null ? {} : { path }),
      ...(query === undefined ? {} : { query }),
      ...(header === null ? {} : { header }),
    },
    ...(body === undefined
      ? {}
      : { requestBody: { required, content: { "application/json": { schema: body } } } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(endpoint.answers).map(([status, answer]) => [status, responseOf(answer)]),
      ),
      default: {
        description: "A refusal, with its code",
        content: { "application/problem+json": { schema: problemView } },
      },
    },
  };
}

function scopeNote({ access }: Endpoint): { description?: string } {
  if (access === "public") return {};
  if (access === "signed-in") return { description: "Any credential." };
  return { description: `Scope: ${access}.` };
}

function pathSchema(path: string): z.ZodObject | null {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  if (names.length === 0) return null;
  return z.object(Object.fromEntries(names.map((name) => [name, z.string()])));
}

function headerSchema({ creates, versioned }: Endpoint): z.ZodObject | null {
  const shape: Record<string, z.ZodType> = {};
  if (creates) {
    shape["Idempotency-Key"] = z
      .string()
      .max(255)
      .optional()
      .describe("The same key and body give the same answer again");
  }
  if (versioned) {
    shape["If-Match"] = z.string().optional().describe("The ETag the change was made on");
  }
  return Object.keys(shape).length === 0 ? null : z.object(shape);
}

function responseOf({ description, schema, contentType }: Answer) {
  if (schema === undefined) return { description };
  return { description, content: { [contentType ?? "application/json"]: { schema } } };
}
