import { isIPv4, isIPv6 } from "node:net";

/** An IP address as a number, so that ranges are comparisons and no spelling can slip past them. */
export type Address = { readonly family: 4 | 6; readonly value: bigint };

/** All addresses from `first` to `last`, both included. */
export type AddressRange = {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
};

const IPV4_MASK = 0xffff_ffffn;

function ipv4Value(text: string): bigint {
  return text.split(".").reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

/** `a:b:1.2.3.4` → `a:b:102:304`. */
function withoutDottedTail(text: string): string {
  const at = text.lastIndexOf(":") + 1;
  const tail = text.slice(at);
  if (!tail.includes(".")) return text;
  const value = ipv4Value(tail);
  return `${text.slice(0, at)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}

function ipv6Value(text: string): bigint {
  const [head = "", tail] = withoutDottedTail(text).split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].reduce(
    (value, group) => (value << 16n) | BigInt(`0x${group}`),
    0n,
  );
}

/** Reads a dotted IPv4 or an IPv6 address without brackets; null for anything else, zone ids included. */
export function parseAddress(text: string): Address | null {
  if (text.includes("%")) return null;
  if (isIPv4(text)) return { family: 4, value: ipv4Value(text) };
  if (isIPv6(text)) return { family: 6, value: ipv6Value(text) };
  return null;
}

/** The range that `prefix` leading bits of an address span. */
export function rangeOf(address: Address, prefix: number): AddressRange {
  const rest = BigInt((address.family === 4 ? 32 : 128) - prefix);
  const first = (address.value >> rest) << rest;
  return { family: address.family, first, last: first | ((1n << rest) - 1n) };
}

/** Whether the address lies in the range; the two families never meet. */
export function contains(range: AddressRange, address: Address): boolean {
  return (
    range.family === address.family && range.first <= address.value && address.value <= range.last
  );
}

/** Whether two addresses are the same. */
export function isSameAddress(a: Address, b: Address): boolean {
  return a.family === b.family && a.value === b.value;
}

/** The first 96 bits of ::/96, ::ffff:0:0/96, ::ffff:0:0:0/96 and 64:ff9b::/96. */
const PREFIXES_OF_IPV4 = new Set([0n, 0xffffn, 0xffff_0000n, 0x0064_ff9b_0000_0000_0000_0000n]);

/**
 * The IPv4 address an IPv6 address leads to where a translator or tunnel stands behind it:
 * IPv4-compatible, -mapped and -translated (RFC 2765), NAT64 (RFC 6052) and 6to4 (RFC 3056).
 */
export function embeddedIPv4(address: Address): Address | null {
  if (address.family === 4) return null;
  if (PREFIXES_OF_IPV4.has(address.value >> 32n)) {
    return { family: 4, value: address.value & IPV4_MASK };
  }
  if (address.value >> 112n === 0x2002n) {
    return { family: 4, value: (address.value >> 80n) & IPV4_MASK };
  }
  return null;
}
