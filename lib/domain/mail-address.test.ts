import { describe, expect, it } from "vitest";
import { isHeaderText, parseMailbox, parseMailboxes } from "./mail-address.ts";

describe("one address", () => {
  it.each([
    ["ops@example.com", "", "ops@example.com"],
    ["  ops@example.com ", "", "ops@example.com"],
    ["<ops@example.com>", "", "ops@example.com"],
    ["Ops <ops@example.com>", "Ops", "ops@example.com"],
    ['"Doe, Jane" <jane@example.com>', "Doe, Jane", "jane@example.com"],
    ['"Jane \\"JD\\" Doe" <jane@example.com>', 'Jane "JD" Doe', "jane@example.com"],
    ["Jörg Müller <joerg@exämple.de>", "Jörg Müller", "joerg@exämple.de"],
    ["山田 <用户@例え.jp>", "山田", "用户@例え.jp"],
    ["root@localhost", "", "root@localhost"],
    ["a+b.c_d=e@xn--exmple-cua.de", "", "a+b.c_d=e@xn--exmple-cua.de"],
  ])("reads %j", (text, name, address) => {
    expect(parseMailbox(text)).toEqual({ name, address });
  });

  it.each([
    "",
    "nobody",
    "@example.com",
    "ops@",
    "a@b@c.com",
    "ops@example.com\r\nBcc: spy@evil.test",
    "Ops\r\nBcc: spy@evil.test <ops@example.com>",
    "Ops\n <ops@example.com>",
    "Ops\0 <ops@example.com>",
    "ops@example.com\0",
    "Ops\u2028 <ops@example.com>",
    "Ops\u0085 <ops@example.com>",
    "ops@example.com>",
    "<ops@example.com",
    "Ops <spy@evil.test> <ops@example.com>",
    "Doe, Jane <jane@example.com>",
    "dev@example.com, Ops <ops@example.com>",
    '"Ops <ops@example.com>',
    'Ops" <ops@example.com>',
    '"a\\" <ops@example.com>',
    '"spy@evil.test,x"@example.com',
    "ops@[127.0.0.1]",
    "ops@example.com (comment)",
    "team: ops@example.com;",
    "a..b@example.com",
    ".a@example.com",
    "a.@example.com",
    "ops@-example.com",
    "ops@example-.com",
    "ops@exa_mple.com",
    "ops@example..com",
    "ops@example.com.",
    "ops@example.com,spy@evil.test",
    "o\u200bps@example.com",
    `${"a".repeat(65)}@example.com`,
    `ops@${"a".repeat(64)}.com`,
    `ops@${"a.".repeat(130)}com`,
  ])("refuses %j", (text) => {
    expect(parseMailbox(text)).toBeNull();
  });
});

describe("addresses with commas between", () => {
  it("keeps commas inside quotes", () => {
    expect(parseMailboxes('"Doe, Jane" <jane@example.com>, ops@example.com')).toEqual([
      { name: "Doe, Jane", address: "jane@example.com" },
      { name: "", address: "ops@example.com" },
    ]);
  });

  it.each([
    "",
    ",",
    "ops@example.com,",
    "ops@example.com;dev@example.com",
    "dev@example.com, nobody, Ops <ops@example.com>",
    '"a, b@example.com',
  ])("refuses %j", (text) => {
    expect(parseMailboxes(text)).toBeNull();
  });

  it("takes a hundred and no more", () => {
    const many = Array.from({ length: 100 }, (_, index) => `a${index}@example.com`);
    expect(parseMailboxes(many.join(","))).toHaveLength(100);
    expect(parseMailboxes([...many, "b@example.com"].join(","))).toBeNull();
  });

  it("is quick with hostile text", () => {
    const started = performance.now();
    parseMailboxes('"'.repeat(50_001));
    parseMailbox(`"${"\\".repeat(50_001)}" <a@b.c>`);
    parseMailbox(`a@${"b.".repeat(50_000)}`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

it("knows what would end a header", () => {
  expect(["a\rb", "a\nb", "a\0b", "a\tb", "a\u0085b", "a\u2029b"].some(isHeaderText)).toBe(false);
  expect(isHeaderText("Grüße 🎉 – “quoted”")).toBe(true);
});
