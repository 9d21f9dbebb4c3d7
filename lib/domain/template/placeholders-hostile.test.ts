import { threadCpuUsage } from "node:process";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import type { JsonValue } from "../json.ts";
import { faults, http, payload, render } from "./test-rendering.ts";

// Thousands of generated cases on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

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
    expect(payload(crowd)).toMatchObject([
      { message: expect.stringContaining("more than 500 placeholders") },
    ]);
    expect(payload({ "{{ job.id }}": 1 })).toMatchObject([{ pointer: "/payload/0/{{ job.id }}" }]);
  });

  it("does not hang on long texts that are almost placeholders", () => {
    for (const text of [
      "{{".repeat(60_000),
      `{{ "${"\\".repeat(60_000)}`,
      `{{ ${"a".repeat(60_000)}`,
      `{{ ${" ".repeat(60_000)}x`,
      `{{ a${" | a".repeat(20_000)}`,
    ]) {
      const before = threadCpuUsage();
      faults(text);
      expect(threadCpuUsage(before).user / 1000).toBeLessThan(200);
    }
  });
});
