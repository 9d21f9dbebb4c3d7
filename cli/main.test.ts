import { expect, it } from "vitest";
import type { Io } from "./io.ts";
import { main } from "./main.ts";

async function run(...args: string[]) {
  const written = { out: "", err: "" };
  const output = (name: "out" | "err") => ({
    isTerminal: false,
    columns: undefined,
    write: (text: string) => {
      written[name] += text;
    },
  });
  const io: Io = {
    out: output("out"),
    err: output("err"),
    input: { isTerminal: false, readAll: async () => "", ask: async () => "" },
    environment: { url: undefined, token: undefined, colours: false, settings: "/nowhere" },
    fetch: async () => Promise.reject(new TypeError("fetch failed")),
    now: () => 0,
    wait: async () => undefined,
  };
  return { code: await main(args, io), ...written };
}

it("shows help of every command where it was asked for", async () => {
  const help = await run("--help");
  expect(help).toMatchObject({ code: 0, err: "" });
  for (const name of ["jobs", "runs", "templates"]) {
    const { code, out } = await run(name, "--help");
    expect({ name, code }).toEqual({ name, code: 0 });
    expect(out).toContain("--json");
  }
});

it.each([
  [[], "Usage: punctual"],
  [["jobs"], "Usage: punctual jobs"],
  [["jobs", "lst"], "Did you mean list?"],
  [["jobs", "get"], "missing required argument"],
  [["jobs", "list", "--limit", "many"], "It must be a number."],
  [["jobs", "create", "--name", "x"], "--template"],
  [["jobs", "create", "--file", "/nowhere/job.json"], "cannot be read"],
  [["preview"], "Say which schedule"],
  [["whoami", "--url", "nonsense"], "is not an address"],
])("takes %j for a fault of usage", async (args, words) => {
  const { code, err } = await run(...args);
  expect(code).toBe(2);
  expect(err).toContain(words);
});

it("tells that Punctual cannot be reached by an exit code of its own", async () => {
  const { code, err } = await run("jobs", "list");
  expect(code).toBe(3);
  expect(err).toContain("http://localhost:3000 cannot be reached");
});
