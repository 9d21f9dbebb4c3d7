import { describe, expect, test } from "vitest";
import { readContainers } from "./containers.ts";
import { type Environment, envReader } from "./env-reader.ts";

function read(env: Environment) {
  const reader = envReader(env);
  return { config: readContainers(reader), problems: reader.problems };
}

describe("CONTAINERS", () => {
  test("is nothing unless it is set", () => {
    expect(read({ CONTAINERS: " " })).toEqual({ config: null, problems: [] });
  });

  test.each(["unix:///run/podman/podman.sock", "tcp://engine:2375", "https://engine:2376"])(
    "%s is an engine",
    (url) => {
      expect(read({ CONTAINERS: url })).toEqual({
        config: { url, certs: null, networks: ["bridge", "none"] },
        problems: [],
      });
    },
  );

  test.each([
    "/var/run/docker.sock",
    "unix://",
    "unix://host/x",
    "http://engine",
    "tcp://u:p@engine",
    "tcp://engine/path",
  ])("%s is none", (url) => {
    expect(read({ CONTAINERS: url }).problems).toHaveLength(1);
  });

  test("may join what the operator names, but never the host's network", () => {
    const env = { CONTAINERS: "unix:///x", CONTAINERS_NETWORKS: "none, jobs" };
    expect(read(env).config?.networks).toEqual(["none", "jobs"]);
    for (const network of ["host", "HOST", "container:db", "ns:/proc/1/ns/net", "default"])
      expect(read({ ...env, CONTAINERS_NETWORKS: network }).problems).toHaveLength(1);
  });
});
