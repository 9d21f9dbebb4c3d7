import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../json.ts";
import {
  checkJobParams,
  findPlaceholderProblems,
  findSecretNames,
  renderConfig,
} from "./placeholders.ts";
import type { ParameterSchema, RenderInput } from "./types.ts";

const schema: ParameterSchema = {
  type: "object",
  properties: {
    region: { type: "string" },
    limit: { type: "integer" },
    on: { type: "boolean" },
    nothing: { type: ["string", "null"] },
    list: { type: "array", items: { type: "object", properties: { id: { type: "integer" } } } },
    inner: { type: "object", properties: { a: { type: "string" } } },
    free: {},
    token: { type: "string", format: "secret" },
  },
};
const context: RenderInput["context"] = {
  run: { id: "run-1", attempt: 2, trigger: "schedule" },
  job: { id: "job-1", name: "EU report" },
  scheduledFor: "2026-03-29T23:30:05.250Z",
};
const secrets = new Map([["API_KEY", "s3cr3t/+"]]);

function render(config: JsonObject, more: Partial<RenderInput> = {}) {
  const executor = "external";
  return renderConfig({
    executor,
    config,
    schema,
    params: {},
    context,
    secrets,
    builtIn: false,
    ...more,
  });
}
/** Renders one value as the payload of an external task. */
function payload(value: JsonValue, params: JsonObject = {}, more: Partial<RenderInput> = {}) {
  const rendered = render({ task: "t", payload: [value] }, { params, ...more });
  return rendered.ok ? rendered.config["payload"] : rendered.problems;
}
function http(config: JsonObject, params: JsonObject = {}, more: Partial<RenderInput> = {}) {
  return render({ method: "POST", ...config }, { executor: "http", params, ...more });
}
const faults = (config: JsonValue, more: object = {}) =>
  findPlaceholderProblems(config, schema, { executor: "http", scope: "template", ...more });

describe("renderConfig", () => {
  it("renders the example of the contract", () => {
    const config = {
      url: "https://reports.example/{{ params.region }}",
      headers: { "x-day": "{{ scheduledFor | date }}" },
      body: { limit: "{{ params.limit }}" },
    };
    expect(http(config, { region: "eu", limit: 100 })).toEqual({
      ok: true,
      config: {
        method: "POST",
        url: "https://reports.example/eu",
        headers: { "x-day": "2026-03-29" },
        body: { limit: 100 },
      },
    });
  });

  it.each<[JsonValue]>([[100], [true], [null], [["a", 1]], [{ x: { y: 1 } }], ["text"]])(
    "keeps the type of %j in a string that is nothing but one placeholder",
    (free) => expect(payload("{{params.free}}", { free })).toEqual([free]),
  );

  it.each<[string, JsonValue]>([
    ["{{ run.id }}", "run-1"],
    ["{{ run.attempt }}", 2],
    ["{{ run.trigger }}", "schedule"],
    ["{{ job.id }}", "job-1"],
    ["{{job.name|upper}}", "EU REPORT"],
    ["{{ job.name | lower }}!", "eu report!"],
    ["{{ scheduledFor }}", "2026-03-29T23:30:05.250Z"],
    ["{{ scheduledFor | date }}", "2026-03-29"],
    ['{{ scheduledFor | date: "Europe/Berlin" }}', "2026-03-30"],
    ["{{ scheduledFor | time }}", "23:30:05"],
    ['{{ scheduledFor | time: "Europe/Berlin" }}', "01:30:05"],
    ["{{ scheduledFor | iso }}", "2026-03-29T23:30:05.250Z"],
    ["{{ scheduledFor | unix }}", 1774827005],
    ["{{ scheduledFor | unixMs }}", 1774827005250],
    ["at {{ scheduledFor | unix }}", "at 1774827005"],
    ["{{ params.inner }}", { a: "x y" }],
    ["{{ params.inner.a | urlencode }}", "x%20y"],
    ["{{ params.inner | json }}", '{"a":"x y"}'],
    ["is {{ params.inner }} {{ params.on }}", 'is {"a":"x y"} true'],
    ["{{ params.list.1.id }}", 8],
    ['{{ params.region | default: "eu" }}', "eu"],
    ['{{ params.nothing | default: "n" | upper }}', "N"],
    ["{{ params.limit | default: 5 }}", 5],
    ['{{ "{{" }} raw }}', "{{ raw }}"],
    ["{{ secrets.API_KEY }}", "s3cr3t/+"],
    ["Bearer {{ params.token }}", "Bearer s3cr3t/+"],
    ["}} plain { {", "}} plain { {"],
  ])("fills %s with %j", (text, expected) => {
    const params = {
      inner: { a: "x y" },
      on: true,
      list: [{ id: 7 }, { id: 8 }],
      nothing: null,
      token: "API_KEY",
    };
    expect(payload(text, params)).toEqual([expected]);
  });

  it("leaves out members and items whose whole placeholder has no value", () => {
    expect(payload({ a: "{{ params.region }}", b: 1 })).toEqual([{ b: 1 }]);
    expect(payload(["{{ params.region }}", 1])).toEqual([[1]]);
  });

  it("refuses a longer text with a hole in it", () => {
    expect(payload("x-{{ params.region }}")).toMatchObject([{ pointer: "/payload/0" }]);
    expect(payload("x-{{ params.nothing }}", { nothing: null })).toMatchObject([
      { pointer: "/payload/0" },
    ]);
  });

  it("never expands values: what looks like a placeholder in a parameter stays text", () => {
    const region = "{{ secrets.API_KEY }} {{ job.name }}";
    expect(payload("{{ params.region }}", { region })).toEqual([region]);
    expect(payload("<{{ params.region }}>", { region })).toEqual([`<${region}>`]);
  });

  it("gives external work the parameters where it has no payload", () => {
    const params = { region: "eu", token: "API_KEY" };
    expect(render({ task: "t" }, { params })).toEqual({
      ok: true,
      config: { task: "t", payload: params },
    });
  });

  it("writes numbers as text where only text fits", () => {
    const rendered = http({
      url: "http://a.example",
      headers: { "x-attempt": "{{ run.attempt }}" },
      body: "{{ run.attempt }}",
    });
    expect(rendered).toMatchObject({ config: { headers: { "x-attempt": "2" }, body: 2 } });
  });

  it("checks the result strictly", () => {
    const pointersOf = (config: JsonObject, params: JsonObject) => {
      const rendered = http(config, params);
      return rendered.ok ? [] : rendered.problems.map(({ pointer }) => pointer);
    };
    const url = "http://a.example";
    expect(pointersOf({ url: "{{ params.region }}" }, { region: "file:///etc/passwd" })).toEqual([
      "/url",
    ]);
    expect(
      pointersOf({ url, headers: { x: "{{ params.region }}" } }, { region: "a\r\nHost: b" }),
    ).toEqual(["/headers/x"]);
    expect(pointersOf({ url, headers: { x: "{{ params.free }}" } }, { free: { a: 1 } })).toEqual([
      "/headers/x",
    ]);
  });
});

describe("URLs", () => {
  const url = (text: string, params: JsonObject) => {
    const rendered = http({ url: text }, params);
    return rendered.ok ? rendered.config["url"] : rendered.problems;
  };

  it("percent-encode a value inside a longer text, once", () => {
    const region = "a/b?c=d&e#f@g:%20ü";
    const encoded = "a%2Fb%3Fc%3Dd%26e%23f%40g%3A%2520%C3%BC";
    expect(url("https://x.example/{{ params.region }}", { region })).toBe(
      `https://x.example/${encoded}`,
    );
    expect(url("https://x.example/{{ params.region | urlencode }}", { region })).toBe(
      `https://x.example/${encoded}`,
    );
    expect(url("https://x.example/?q={{ params.inner }}", { inner: { a: "b" } })).toBe(
      "https://x.example/?q=%7B%22a%22%3A%22b%22%7D",
    );
  });

  it("take a whole value as it is", () => {
    expect(url("{{ params.region }}", { region: "https://x.example/a?b=c" })).toBe(
      "https://x.example/a?b=c",
    );
  });

  it.each([".", ".."])("do not let %s climb in the path", (region) => {
    expect(url("https://x.example/a/{{ params.region }}/b", { region })).toMatchObject([
      { pointer: "/url" },
    ]);
    expect(url("https://x.example/a?b={{ params.region }}", { region })).toBe(
      `https://x.example/a?b=${region}`,
    );
  });

  it("do not let a value leave its place", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), (region) => {
        const rendered = url("https://x.example/a/{{ params.region }}/z?q=1", { region });
        if (typeof rendered !== "string") return;
        const parsed = new URL(rendered);
        expect([parsed.host, parsed.search, parsed.hash]).toEqual(["x.example", "?q=1", ""]);
        expect(parsed.pathname.split("/")).toHaveLength(4);
        expect(decodeURIComponent(parsed.pathname.split("/")[2] ?? "")).toBe(region.toWellFormed());
      }),
    );
  });
});

describe("secrets", () => {
  it("are masked on request, in URLs and under filters too", () => {
    const config = {
      url: "https://x.example/{{ secrets.API_KEY }}/{{ secrets.OTHER | lower }}",
      headers: { authorization: "Bearer {{ params.token }}" },
      body: "{{ secrets.API_KEY | json }}",
    };
    const rendered = http(config, { token: "API_KEY" }, { secrets: "masked" });
    expect(rendered).toMatchObject({
      ok: true,
      config: {
        url: "https://x.example/••••/••••",
        headers: { authorization: "Bearer ••••" },
        body: "••••",
      },
    });
    expect(JSON.stringify(rendered)).not.toContain("s3cr3t");
  });

  it("that are missing are named", () => {
    expect(payload("{{ secrets.NOPE }}")).toEqual([
      {
        pointer: "/payload/0",
        message: "{{ secrets.NOPE }}: there is no secret NOPE in this project",
      },
    ]);
    expect(payload("{{ secrets.constructor }}")).toMatchObject([{ pointer: "/payload/0" }]);
  });

  it("are found before they are read, in configuration, references and registry", () => {
    const common = { schema, builtIn: false, params: { token: "TOKEN" } };
    const config = {
      url: "http://x/{{ secrets.A }}",
      headers: { a: "{{ params.token }}", b: "{{ secrets.A }}" },
    };
    expect(findSecretNames({ ...common, executor: "http", config })).toEqual(["A", "TOKEN"]);
    const container = {
      image: "x",
      registrySecret: "{{ params.token }}",
      env: { A: "{{ secrets.B }}" },
    };
    expect(findSecretNames({ ...common, executor: "container", config: container })).toEqual([
      "B",
      "TOKEN",
    ]);
  });

  it("stay names where the executor wants the name", () => {
    const config = { image: "x", registrySecret: "{{ params.token }}" };
    const params = { token: "API_KEY" };
    expect(render(config, { executor: "container", params })).toEqual({
      ok: true,
      config: { image: "x", registrySecret: "API_KEY" },
    });
    expect(render(config, { executor: "container", params: { token: "NOPE" } })).toMatchObject({
      ok: false,
      problems: [{ pointer: "/registrySecret" }],
    });
  });
});

describe("built-in templates", () => {
  const builtIn = { executor: "http", builtIn: true } as const;
  const config = {
    method: "{{ params.method }}",
    url: "{{ params.url }}",
    body: "{{ params.body }}",
  };

  it("expand placeholders in their parameters, percent-encoded in the URL", () => {
    const params = {
      method: "PUT",
      url: "https://x.example/{{ job.name }}",
      body: { at: "{{ scheduledFor | unix }}", k: "{{ secrets.API_KEY }}" },
    };
    expect(render(config, { ...builtIn, params })).toEqual({
      ok: true,
      config: {
        method: "PUT",
        url: "https://x.example/EU%20report",
        body: { at: 1774827005, k: "s3cr3t/+" },
      },
    });
  });

  it("leave out parameters that are absent, and know no params inside them", () => {
    expect(
      render(config, { ...builtIn, params: { method: "GET", url: "http://x.example" } }),
    ).toEqual({
      ok: true,
      config: { method: "GET", url: "http://x.example" },
    });
    const params = { method: "GET", url: "http://x.example/{{ params.method }}" };
    expect(render(config, { ...builtIn, params })).toMatchObject({
      ok: false,
      problems: [{ pointer: "/url" }],
    });
  });

  it("check a job's parameters as the configuration they are", () => {
    const template = {
      ...builtIn,
      schema: {
        type: "object",
        properties: { method: {}, url: { type: "string" }, headers: { type: "object" } },
      },
    } as const;
    const check = (params: JsonObject) =>
      checkJobParams(template, params, new Set(["A"])).errors.map(({ pointer }) => pointer);
    expect(check({ method: "GET", url: "http://x/{{ job.id }}/{{ secrets.A }}" })).toEqual([]);
    expect(check({ method: "GET", url: "http://x/{{ secrets.B }}" })).toEqual(["/url"]);
    expect(check({ method: "GET", url: "ftp://x" })).toEqual(["/url"]);
    expect(check({ method: "GET", url: "http://x", headers: { "a b": "c" } })).toEqual([
      "/headers/a b",
    ]);
    expect(check({ method: "GET", url: "http://x", nope: 1 })).toEqual(["/nope"]);
  });
});

describe("findPlaceholderProblems", () => {
  it("is content with known names and filters", () => {
    const config = {
      a: ['{{ params.region | default: "x" }}', { b: "{{ params.free.anything.0.goes }}" }],
      c: "{{ params }}",
      d: "{{ params.list.0.id }}",
    };
    expect(faults(config)).toEqual([]);
  });

  it.each([
    "{{ params.regoin }}",
    "{{ params.inner.b }}",
    "{{ params.region.length }}",
    "{{ params.list.x }}",
    "{{ params.list.0.nope }}",
    "{{ params.__proto__ }}",
    "{{ params.constructor.name }}",
    "{{ run }}",
    "{{ run.result }}",
    "{{ job.key }}",
    "{{ secrets }}",
    "{{ secrets.A.b }}",
    "{{ env.HOME }}",
    "{{ constructor }}",
    "{{ toString }}",
    "{{ params.region | nope }}",
    "{{ params.region | constructor }}",
    "{{ params.region | upper: 1 }}",
    "{{ params.region | default }}",
    '{{ scheduledFor | date: "Mars/Base" }}',
    '{{ scheduledFor | date: "+02:00" }}',
    "{{ scheduledFor | date: UTC }}",
    "{{ }}",
    "{{",
    "{{ params.region",
    "{{ params..region }}",
    "{{ 1 + 1 }}",
    "{{ params.region() }}",
    "{{ params['region'] }}",
    '{{ "open }}',
    "{{{ params.region }}}",
  ])("refuses %s at its place", (text) => {
    const found = faults({ "a/b": [text] });
    expect(found.map(({ pointer }) => pointer)).toEqual(["/a~1b/0"]);
  });

  it("names what there is", () => {
    expect(faults({ url: "{{ params.regoin }}" })[0]?.message).toBe(
      "{{ params.regoin }}: there is no params.regoin; known are params.region, params.limit, params.on, params.nothing, params.list, params.inner, params.free, params.token, run.id, run.attempt, run.trigger, job.id, job.name, scheduledFor, secrets.NAME",
    );
  });

  it("knows the project's secrets where it is told them", () => {
    expect(faults("{{ secrets.A }}")).toEqual([]);
    expect(faults("{{ secrets.A }}", { secretNames: new Set(["B"]) })).toHaveLength(1);
  });

  it("refuses placeholders in names, and parameters inside parameters of built-ins", () => {
    expect(faults({ "{{ job.id }}": 1 })).toHaveLength(1);
    expect(faults("{{ params.region }}", { scope: "built_in" })).toHaveLength(1);
  });

  it("refuses the value of a secret where its name is wanted", () => {
    expect(faults({ registrySecret: "{{ secrets.A }}" }, { executor: "container" })).toHaveLength(
      1,
    );
  });
});

describe("hostile input", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "{{",
      "}}",
      " ",
      "|",
      ":",
      ".",
      '"',
      "\\",
      "params",
      "run.id",
      "secrets.API_KEY",
      "__proto__",
      "constructor",
      "date",
      "default",
      "json",
      "\u0000",
      "\ud800",
    ),
    fc.string({ maxLength: 5 }),
  );
  const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
  const config = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.jsonValue(),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom("url", "body", "headers", "__proto__", "task"), tie("value")),
    ),
  })).value as fc.Arbitrary<JsonValue>;

  it("never makes rendering throw, and what is found when saving covers what fails to be read", () => {
    fc.assert(
      fc.property(
        config,
        fc.jsonValue(),
        fc.constantFrom("http", "email", "container", "external"),
        fc.boolean(),
        (value, params, executor, builtIn) => {
          const given = {
            config: { body: value },
            params: { free: params as JsonValue },
            executor,
            builtIn,
          } as const;
          expect(render(given.config, given)).toHaveProperty("ok");
          expect(Array.isArray(faults(value))).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("never reaches a prototype", () => {
    const names = fc.constantFrom(
      "__proto__",
      "constructor",
      "prototype",
      "toString",
      "hasOwnProperty",
      "length",
      "valueOf",
    );
    fc.assert(
      fc.property(fc.array(names, { minLength: 1, maxLength: 3 }), (path) => {
        for (const root of [
          "params",
          "params.free",
          "run",
          "job",
          "scheduledFor",
          "secrets",
          "params.list",
        ]) {
          const whole = payload(`{{ ${root}.${path.join(".")} }}`, { free: {}, list: [] });
          expect(JSON.stringify(whole)).not.toMatch(/native code|"length":/);
          expect(
            Array.isArray(whole) &&
              (whole.length === 0 ||
                whole.every(
                  (each) => typeof each === "object" && each !== null && "pointer" in each,
                )),
          ).toBe(true);
        }
      }),
    );
    const rendered = http({
      url: "http://x.example",
      body: JSON.parse('{"__proto__": {"polluted": "{{ run.id }}"}}'),
    });
    expect(rendered.ok && Object.keys(rendered.config["body"] ?? {})).toEqual(["__proto__"]);
    expect({}).not.toHaveProperty("polluted");
  });

  it("does not grow without end", () => {
    const big = "x".repeat(200_000);
    const many = Array.from({ length: 400 }, () => "{{ params.region }}");
    expect(payload(many, { region: big })).toMatchObject([
      { message: expect.stringContaining("grows beyond") },
    ]);
    expect(payload(many.join(" "), { region: big })).toMatchObject([
      { message: expect.stringContaining("grows beyond") },
    ]);
    const crowd = Array.from({ length: 501 }, () => "{{ run.id }}");
    expect(faults(crowd)).toHaveLength(1);
    expect(payload(crowd)).toHaveLength(1);
  });

  it("does not hang on long texts that are almost placeholders", () => {
    for (const text of [
      "{{".repeat(60_000),
      `{{ "${"\\".repeat(60_000)}`,
      `{{ ${"a".repeat(60_000)}`,
      `{{ ${" ".repeat(60_000)}x`,
      `{{ a${" | a".repeat(20_000)}`,
    ]) {
      const start = performance.now();
      faults(text);
      expect(performance.now() - start).toBeLessThan(200);
    }
  });
});
