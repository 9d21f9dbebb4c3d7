import { describe, expect, it } from "vitest";
import { decrypt, encrypt, type Keyring, newSecretKey, parseSecretKey } from "./keyring.ts";

function keyring(...texts: string[]): Keyring {
  return texts.map((text) => {
    const key = parseSecretKey(text);
    if (key === null) throw new Error(`not a key: ${text}`);
    return key;
  });
}

const OLD = newSecretKey("2025");
const NEW = newSecretKey("2026");

describe("a keyring", () => {
  it("encrypts under its first key and decrypts under all of them", () => {
    const before = encrypt(keyring(OLD), "päss", "here");
    const after = encrypt(keyring(NEW, OLD), "päss", "here");
    expect([before?.keyId, after?.keyId]).toEqual(["2025", "2026"]);
    for (const encrypted of [before, after])
      expect(encrypted && decrypt(keyring(NEW, OLD), encrypted, "here")).toEqual({ text: "päss" });
    expect(after && decrypt(keyring(OLD), after, "here")).toEqual({ fault: "unknown_key" });
  });

  it("binds a text to its place, and tells when it was changed", () => {
    const encrypted = encrypt(keyring(NEW), "value", "project/a");
    if (encrypted === null) throw new Error("no key");
    const ring = keyring(NEW);
    expect(decrypt(ring, encrypted, "project/b")).toEqual({ fault: "damaged" });
    const ciphertext = Buffer.from(encrypted.ciphertext, "base64");
    ciphertext[0] = (ciphertext[0] ?? 0) ^ 1;
    const changed = { ...encrypted, ciphertext: ciphertext.toString("base64") };
    expect(decrypt(ring, changed, "project/a")).toEqual({ fault: "damaged" });
    expect(decrypt(ring, { ...encrypted, nonce: "", ciphertext: "" }, "project/a")).toEqual({
      fault: "damaged",
    });
    const other = newSecretKey("2026");
    expect(decrypt(keyring(other), encrypted, "project/a")).toEqual({ fault: "damaged" });
  });

  it("never encrypts twice alike, and not at all without a key", () => {
    const ring = keyring(NEW);
    expect(encrypt(ring, "value", "x")).not.toEqual(encrypt(ring, "value", "x"));
    expect(encrypt([], "value", "x")).toBeNull();
  });

  it.each(["", "abc", ":", "a:", "a:AAAA", `a b:${"A".repeat(43)}=`, `a:${"A".repeat(46)}==`])(
    "does not take %j for a key",
    (text) => expect(parseSecretKey(text)).toBeNull(),
  );

  it("does not show its keys", () => {
    const [, secret = "?"] = NEW.split(":");
    expect(JSON.stringify(keyring(NEW))).not.toContain(secret);
  });
});
