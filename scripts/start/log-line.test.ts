import { expect, it } from "vitest";
import { readableLine } from "./log-line.ts";

it("shows level, part, message and the rest of our log lines", () => {
  const line = JSON.stringify({
    level: "info",
    time: "t",
    pid: 1,
    name: "planner",
    runs: 3,
    msg: "opened",
  });
  expect(readableLine(line)).toBe('info  planner: opened {"runs":3}');
});

it("shows an error's stack below", () => {
  const err = { type: "Error", message: "gone", stack: "Error: gone\n    at x" };
  const line = JSON.stringify({ level: "error", name: "web", err, msg: "lost" });
  expect(readableLine(line)).toBe("error web: lost\nError: gone\n    at x");
});

it.each(["plain text", '{"level":', '{"levels":1}', "", "[1]"])("leaves %j as it is", (line) => {
  expect(readableLine(line)).toBe(line);
});
