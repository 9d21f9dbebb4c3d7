import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { JsonObject, JsonValue } from "../json.ts";
import { checkJobParams, findSecretNames } from "./placeholders.ts";
import { http, payload, render, schema } from "./test-rendering.ts";

// Thousands of generated cases on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

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

  it("for cancelling are encoded the same way", () => {
    const config = { url: "http://a.example", cancelUrl: "http://a.example/{{ job.name }}" };
    expect(http(config)).toMatchObject({ config: { cancelUrl: "http://a.example/EU%20report" } });
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
        url: "https://x.example/***/***",
        headers: { authorization: "Bearer ***" },
        body: "***",
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

  it("are named where a field takes the name, and the executor is given the value", () => {
    const config = { image: "x", registrySecret: "{{ params.token }}" };
    const params = { token: "API_KEY" };
    expect(render(config, { executor: "container", params })).toEqual({
      ok: true,
      config: { image: "x", registrySecret: "s3cr3t/+" },
    });
    expect(render(config, { executor: "container", params, secrets: "masked" })).toEqual({
      ok: true,
      config: { image: "x", registrySecret: "API_KEY" },
    });
    expect(render(config, { executor: "container", params: { token: "NOPE" } })).toMatchObject({
      ok: false,
      problems: [{ pointer: "/registrySecret" }],
    });
  });
});

describe("what filters make of secrets", () => {
  it("is told, so that it can be covered as well", () => {
    const derived: string[] = [];
    payload(
      "{{ secrets.API_KEY | upper }} {{ job.name | upper }} {{ params.token | urlencode }}",
      { token: "API_KEY" },
      { derived: (text) => derived.push(text) },
    );
    expect(derived).toEqual(["S3CR3T/+", "s3cr3t%2F%2B"]);
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
