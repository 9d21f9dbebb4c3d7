import { expect, it } from "vitest";
import { hashPassword, verifyPassword } from "./password.ts";

it("knows the password of a hash and no other", async () => {
  const hash = await hashPassword("correct horse battery");
  expect(hash).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await verifyPassword("correct horse battery", hash)).toBe(true);
  expect(await verifyPassword("correct horse batterx", hash)).toBe(false);
  expect(await hashPassword("correct horse battery")).not.toBe(hash);
});

it("takes a password however it was composed", async () => {
  const hash = await hashPassword("Motörhead forever");
  expect(await verifyPassword("Motörhead forever".normalize("NFD"), hash)).toBe(true);
});

it("refuses everybody where there is no hash, but only after the work of comparing", async () => {
  for (const hash of [null, "$scrypt$nonsense"]) {
    const start = performance.now();
    expect(await verifyPassword("x", hash)).toBe(false);
    expect(performance.now() - start).toBeGreaterThan(20);
  }
});
