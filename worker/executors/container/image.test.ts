import { describe, expect, test } from "vitest";
import { parseImage } from "./image.ts";

const SHA = `sha256:${"a".repeat(64)}`;

describe("the name of an image", () => {
  test.each([
    ["alpine", "docker.io/library/alpine", null, null],
    ["alpine:3.20", "docker.io/library/alpine", "3.20", null],
    ["acme/report:v1", "docker.io/acme/report", "v1", null],
    ["docker.io/alpine", "docker.io/library/alpine", null, null],
    ["ghcr.io/acme/tools/report:v1", "ghcr.io/acme/tools/report", "v1", null],
    ["localhost/report", "localhost/report", null, null],
    ["registry:5000/report", "registry:5000/report", null, null],
    ["[::1]:5000/report:x", "[::1]:5000/report", "x", null],
    [`alpine@${SHA}`, "docker.io/library/alpine", null, SHA],
    [`alpine:3@${SHA}`, "docker.io/library/alpine", "3", SHA],
    ["a__b/c--d", "docker.io/a__b/c--d", null, null],
  ])("%s", (text, repository, tag, digest) => {
    expect(parseImage(text)).toMatchObject({ repository, tag, digest });
  });

  test.each([
    "",
    "Alpine",
    " alpine",
    "alpine ",
    "alpine:",
    "alpine:a b",
    "alpine:3:4",
    "alpine -v /:/host",
    "alpine:/host:rw",
    "/etc/passwd",
    "../../etc",
    "oci:/var/lib/images",
    "docker-archive:/etc/passwd",
    "docker://alpine",
    "dir:/etc",
    "a//b",
    "a/",
    "alpine@sha256:short",
    `alpine@${SHA}@${SHA}`,
    "alpine?x=1",
    "alpine#x",
    "alpine%2f..",
    "alpine\u0000",
    "alpine\r\nHost: x",
    "a".repeat(501),
  ])("%j is none", (text) => {
    expect(parseImage(text)).toBeNull();
  });
});
