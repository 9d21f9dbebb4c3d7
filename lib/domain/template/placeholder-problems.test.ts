import { describe, expect, it } from "vitest";
import { faults } from "./test-rendering.ts";

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
