import { describe, expect, it } from "vitest";
import { parseNetworkRange, rangesInclude } from "./network-range.ts";

function ranges(...texts: string[]) {
  return texts.flatMap((text) => parseNetworkRange(text) ?? []);
}

describe("parseNetworkRange", () => {
  it.each([
    ["10.0.0.0/8", "10.0.0.0", 8, "ipv4", null],
    ["10.1.2.3", "10.1.2.3", 32, "ipv4", null],
    ["10.1.2.3:8080", "10.1.2.3", 32, "ipv4", 8080],
    ["10.0.0.0/8:443", "10.0.0.0", 8, "ipv4", 443],
    ["::1/128", "::1", 128, "ipv6", null],
    ["::1", "::1", 128, "ipv6", null],
    ["[::1]:8080", "::1", 128, "ipv6", 8080],
    ["fd00::/8:9000", "fd00::", 8, "ipv6", 9000],
  ])("reads %s", (text, address, prefix, family, port) => {
    expect(parseNetworkRange(text)).toEqual({ text, address, prefix, family, port });
  });

  it.each([
    "",
    "localhost",
    "10.0.0.0/33",
    "::1/129",
    "10.0.0.1:0",
    "10.0.0.1:70000",
    "1.2.3",
    "10.0.0.256",
  ])("refuses %j", (text) => {
    expect(parseNetworkRange(text)).toBeNull();
  });
});

describe("rangesInclude", () => {
  it("matches inside the block and on its port only", () => {
    const list = ranges("10.0.0.0/8", "192.168.1.1:8080", "::1");
    expect(rangesInclude(list, "10.255.0.1", 1)).toBe(true);
    expect(rangesInclude(list, "11.0.0.1", 1)).toBe(false);
    expect(rangesInclude(list, "192.168.1.1", 8080)).toBe(true);
    expect(rangesInclude(list, "192.168.1.1", 80)).toBe(false);
    expect(rangesInclude(list, "::1", 80)).toBe(true);
    expect(rangesInclude(list, "::2", 80)).toBe(false);
  });

  it("sees an IPv4 address through its IPv6 mapping", () => {
    expect(rangesInclude(ranges("127.0.0.0/8"), "::ffff:127.0.0.1")).toBe(true);
    expect(rangesInclude(ranges("127.0.0.0/8"), "::1")).toBe(false);
  });

  it("answers false for what is not an address", () => {
    expect(rangesInclude(ranges("0.0.0.0/0"), "example.com")).toBe(false);
  });
});
