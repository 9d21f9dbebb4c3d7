import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contains, embeddedIPv4, parseAddress, rangeOf } from "./addresses.ts";

function address(text: string) {
  const parsed = parseAddress(text);
  if (parsed === null) throw new Error(`${text} is no address`);
  return parsed;
}

const ipv6 = fc.ipV6();

describe("an address", () => {
  it("is one number however it is written", () => {
    const loopback = { family: 6, value: 1n };
    for (const text of ["::1", "0::1", "0:0:0:0:0:0:0:1", "::0.0.0.1", "0:0::0:1"]) {
      expect(parseAddress(text), text).toEqual(loopback);
    }
    expect(parseAddress("1.2.3.4")).toEqual({ family: 4, value: 0x01020304n });
    expect(parseAddress("1::")).toEqual({ family: 6, value: 1n << 112n });
    expect(parseAddress("A:b::c")).toEqual(parseAddress("a:B:0:0:0:0:0:c"));
  });

  it("agrees with the URL parser's canonical form", () => {
    fc.assert(
      fc.property(ipv6, (text) => {
        const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1);
        expect(parseAddress(text)).toEqual(parseAddress(canonical));
      }),
    );
  });

  it.each(["", "1.2.3", "01.2.3.4", "0x7f.0.0.1", "1.2.3.256", "::1%lo", "[::1]", "a", "1::2::3"])(
    "is not %j",
    (text) => {
      expect(parseAddress(text)).toBeNull();
    },
  );
});

describe("a range", () => {
  it("holds what Node's own block list holds", () => {
    fc.assert(
      fc.property(ipv6, ipv6, fc.integer({ min: 0, max: 128 }), (base, other, prefix) => {
        const list = new BlockList();
        list.addSubnet(base, prefix, "ipv6");
        const range = rangeOf(address(base), prefix);
        expect(contains(range, address(other))).toBe(list.check(other, "ipv6"));
        expect(contains(range, address(base))).toBe(true);
      }),
    );
  });

  it("ends where its prefix says, and never holds the other family", () => {
    const range = rangeOf(address("172.16.0.0"), 12);
    expect(contains(range, address("172.31.255.255"))).toBe(true);
    expect(contains(range, address("172.32.0.0"))).toBe(false);
    expect(contains(range, address("172.15.255.255"))).toBe(false);
    expect(contains(rangeOf(address("0.0.0.0"), 0), address("::1"))).toBe(false);
  });
});

it.each([
  ["::ffff:1.2.3.4", "1.2.3.4"],
  ["::1.2.3.4", "1.2.3.4"],
  ["::ffff:0:1.2.3.4", "1.2.3.4"],
  ["64:ff9b::1.2.3.4", "1.2.3.4"],
  ["2002:102:304::", "1.2.3.4"],
])("%s leads to %s", (text, inner) => {
  expect(embeddedIPv4(address(text))).toEqual(parseAddress(inner));
});

it("finds no IPv4 address where there is none", () => {
  expect(embeddedIPv4(address("2606:4700::1"))).toBeNull();
  expect(embeddedIPv4(address("1.2.3.4"))).toBeNull();
});
