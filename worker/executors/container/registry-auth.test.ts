import { describe, expect, test } from "vitest";
import { parseRegistryAuth, registryAuthHeader } from "./registry-auth.ts";

const ADA = { username: "ada", password: "s3:cret" };

describe("the secret of a registry", () => {
  test.each([
    ["ada:s3:cret", ADA],
    [" ada:s3:cret\n", ADA],
    ['{"username": "ada", "password": "s3:cret"}', ADA],
    [JSON.stringify({ auth: Buffer.from("ada:s3:cret").toString("base64") }), ADA],
    ['{"identitytoken": "t"}', { identitytoken: "t" }],
  ])("%s", (text, auth) => {
    expect(parseRegistryAuth(text)).toEqual(auth);
  });

  test.each(["", "REGISTRY", ":x", "x:", "{", "{}", '{"username": "ada"}', '{"auth": "!"}', "{]"])(
    "%j opens nothing",
    (text) => {
      expect(parseRegistryAuth(text)).toBeNull();
    },
  );

  test("is sent in a form that survives a header", () => {
    const header = registryAuthHeader({ username: "ä", password: "/?+" }, "ghcr.io");
    expect(header).toMatch(/^[\w-]+$/);
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({
      username: "ä",
      password: "/?+",
      serveraddress: "ghcr.io",
    });
  });
});
