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

  test.each(["ä", "äx", "äxx"])("of %s is sent in the form that engines read", (username) => {
    const header = registryAuthHeader({ username, password: "/?+" }, "ghcr.io");
    expect(header).toMatch(/^[\w-]+={0,2}$/);
    expect(header.length % 4).toBe(0);
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toEqual({
      username,
      password: "/?+",
      serveraddress: "ghcr.io",
    });
  });
});
