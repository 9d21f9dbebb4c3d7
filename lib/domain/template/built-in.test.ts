import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { EXECUTORS } from "../policies.ts";
import { BUILT_IN_TEMPLATES, findBuiltIn } from "./built-in.ts";
import { checkExecutorConfig } from "./executor-config.ts";
import { checkParameterSchema, validateParams } from "./parameter-schema.ts";
import { findPlaceholderProblems, renderConfig } from "./placeholders.ts";
import type { BuiltInTemplate, RenderInput } from "./types.ts";

const context: RenderInput["context"] = {
  run: { id: "run-1", attempt: 1, trigger: "schedule" },
  job: { id: "job-1", name: "Job" },
  scheduledFor: "2026-01-01T00:00:00.000Z",
};

function run(slug: string, params: JsonObject) {
  const template = builtIn(slug);
  const validation = validateParams(template.parameters, params);
  expect(validation.errors).toEqual([]);
  return renderConfig({
    executor: template.executor,
    config: template.config,
    schema: template.parameters,
    params: validation.value as JsonObject,
    context,
    secrets: new Map(),
    builtIn: true,
  });
}

function builtIn(slug: string): BuiltInTemplate {
  const template = findBuiltIn(slug);
  if (template === undefined) throw new Error(`no built-in template ${slug}`);
  return template;
}

describe("built-in templates", () => {
  it("cover every executor once", () => {
    expect(BUILT_IN_TEMPLATES.map(({ executor }) => executor)).toEqual([...EXECUTORS]);
    expect(BUILT_IN_TEMPLATES.map(({ slug }) => slug)).toEqual([
      "http-request",
      "send-email",
      "run-container",
      "external-task",
    ]);
  });

  it.each(BUILT_IN_TEMPLATES)("$slug passes every check of a template of one's own", (template) => {
    const { executor, config, parameters } = template;
    expect(checkParameterSchema(parameters)).toEqual([]);
    expect(checkExecutorConfig(executor, config)).toEqual([]);
    expect(findPlaceholderProblems(config, parameters, { executor, scope: "template" })).toEqual(
      [],
    );
    for (const property of Object.values(parameters.properties ?? {}))
      expect(property.title).toBeTruthy();
  });

  it("need only what has no sensible default", () => {
    const rendered = run("http-request", { url: "http://127.0.0.1:9/hook" });
    expect(rendered).toEqual({
      ok: true,
      config: {
        method: "GET",
        url: "http://127.0.0.1:9/hook",
        expectStatus: ["2xx"],
        followRedirects: false,
        sign: true,
        mode: "sync",
      },
    });
    expect(validateParams(builtIn("http-request").parameters, {}).errors).toEqual([
      { pointer: "/url", message: "is required" },
    ]);
  });

  it.each<[string, JsonObject, JsonObject]>([
    [
      "send-email",
      { to: ["a@example.com"], subject: "s" },
      { to: ["a@example.com"], subject: "s" },
    ],
    ["run-container", { image: "alpine" }, { image: "alpine", pull: "missing" }],
    ["external-task", { task: "t" }, { task: "t", transport: "http" }],
    [
      "external-task",
      { task: "t", payload: null },
      { task: "t", payload: null, transport: "http" },
    ],
  ])("%s renders %j", (slug, params, config) => {
    expect(run(slug, params)).toEqual({ ok: true, config });
  });
});
