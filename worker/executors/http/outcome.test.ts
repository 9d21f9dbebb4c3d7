import { describe, expect, it } from "vitest";
import { type JsonValue, jsonSize } from "../../../lib/domain/json.ts";
import { RESULT_BYTES } from "../../../lib/domain/reported.ts";
import { parseHttpConfig } from "./config.ts";
import { outcomeOf } from "./outcome.ts";

function resultOf(content: string, headers: Record<string, string>) {
  const start = Buffer.from(content);
  const body = { start, bytes: start.length, isTooLarge: false };
  const answer = { status: 200, statusText: "OK", headers, body };
  const parsed = parseHttpConfig({ method: "GET", url: "http://127.0.0.1:9/" });
  if (parsed.kind !== "config") throw new Error("the configuration was refused");
  const outcome = outcomeOf(parsed.config, answer);
  return (
    outcome as { result: { body: JsonValue; truncated: boolean } & Record<string, JsonValue> }
  ).result;
}

describe("the result of a call", () => {
  it.each([
    ["text that is escaped", '"\n'.repeat(32_000), "text/plain"],
    ["JSON that fills it by itself", JSON.stringify(["x".repeat(65_500)]), "application/json"],
  ])("stays within 64 KiB with its headers, and keeps status and headers: %s", (_, body, type) => {
    const headers = { "content-type": type, "x-long": "h".repeat(8_000) };
    const result = resultOf(body, headers);
    expect(jsonSize(result)).toBeLessThanOrEqual(RESULT_BYTES);
    expect(jsonSize(result)).toBeGreaterThan(RESULT_BYTES * 0.9);
    expect(result).toMatchObject({ status: 200, headers, truncated: true });
    expect(body.startsWith(String(result.body))).toBe(true);
  });

  it("leaves what fits as it came", () => {
    const result = resultOf('{"a":1}', { "content-type": "application/json" });
    expect(result).toMatchObject({ body: { a: 1 }, truncated: false });
  });
});
