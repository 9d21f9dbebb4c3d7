import { describe, expect, test } from "vitest";
import { parseContainerConfig } from "./config.ts";

const NETWORKS = ["bridge", "none"];

function configOf(value: unknown) {
  const parsed = parseContainerConfig(value, NETWORKS);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.config;
}

function problemOf(value: unknown): string {
  const parsed = parseContainerConfig(value, NETWORKS);
  return parsed.ok ? "" : parsed.problem;
}

describe("the configuration of a container", () => {
  test("has limits also where none are given", () => {
    expect(configOf({ image: "alpine" })).toMatchObject({
      pull: "missing",
      auth: null,
      command: null,
      env: {},
      memoryMb: 512,
      cpus: 1,
      pidsLimit: 256,
      readOnly: false,
      network: "bridge",
    });
  });

  test("takes what it is given, and null for what it is not", () => {
    const given = {
      image: "ghcr.io/acme/report:v2",
      command: ["report", "--for", "$DAY"],
      env: { A: "x", B: 1, C: true },
      workingDir: "/work",
      memoryMb: 64,
      cpus: 0.5,
      pidsLimit: 10,
      readOnly: true,
      network: "none",
      pull: "always",
      registrySecret: "ada:secret",
    };
    const { registrySecret: _, ...kept } = given;
    expect(configOf(given)).toMatchObject({
      ...kept,
      env: { A: "x", B: "1", C: "true" },
      auth: { username: "ada", password: "secret" },
    });
    const absent = { command: null, env: null, network: null, registrySecret: null, pull: null };
    expect(configOf({ image: "alpine", ...absent })).toEqual(configOf({ image: "alpine" }));
  });

  test.each([
    [{ image: "alpine -v /:/host" }, /^image/],
    [{ image: "alpine", privileged: true }, /privileged/],
    [{ image: "alpine", volumes: ["/:/host"] }, /volumes/],
    [{ image: "alpine", HostConfig: { Privileged: true } }, /HostConfig/],
    [{ image: "alpine", user: "root" }, /user/],
    [{ image: "alpine", network: "host" }, /^network: "host" is not allowed/],
    [{ image: "alpine", network: "container:db" }, /^network/],
    [{ image: "alpine", network: "ns:/proc/1/ns/net" }, /^network/],
    [{ image: "alpine", network: "" }, /^network/],
    [{ image: "alpine", env: { "A=B": "x" } }, /^env/],
    [{ image: "alpine", env: { "": "x" } }, /^env/],
    [{ image: "alpine", env: { A: "a\0b" } }, /^env\.A: must not contain NUL/],
    [{ image: "alpine", env: { "A\0": "b" } }, /^env/],
    [{ image: "alpine", command: ["a\0b"] }, /^command/],
    [{ image: "alpine", command: [] }, /^command/],
    [{ image: "alpine", workingDir: "etc" }, /^workingDir: must begin with/],
    [{ image: "alpine", memoryMb: 1 }, /^memoryMb/],
    [{ image: "alpine", cpus: 0 }, /^cpus/],
    [{ image: "alpine", pidsLimit: -1 }, /^pidsLimit/],
    [{ image: "alpine", registrySecret: "planted-secret" }, /^registrySecret/],
    [{}, /^image/],
    [null, /^configuration/],
  ])("%j is refused", (value, problem) => {
    expect(problemOf(value)).toMatch(problem);
    expect(problemOf(value)).not.toContain("planted-secret");
  });
});
