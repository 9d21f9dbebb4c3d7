import { BlockList, isIPv4, isIPv6 } from "node:net";

/** A block of addresses, with the single port it is limited to, or `null` for every port. */
export type NetworkRange = Readonly<{
  text: string;
  address: string;
  prefix: number;
  family: "ipv4" | "ipv6";
  port: number | null;
}>;

const WITH_PREFIX = /^\[?([0-9a-fA-F:.]+)\/(\d{1,3})\]?(?::(\d{1,5}))?$/;
const BRACKETED = /^\[([0-9a-fA-F:.]+)\](?::(\d{1,5}))?$/;
const IPV4_ALONE = /^(\d+\.\d+\.\d+\.\d+)(?::(\d{1,5}))?$/;

/**
 * Reads `10.0.0.0/8`, `10.1.2.3:8080`, `::1/128:8080` or `[::1]:8080`. A bare address is a block of one.
 * Answers `null` when the text is none of these.
 */
export function parseNetworkRange(text: string): NetworkRange | null {
  const parts = split(text.trim());
  if (parts === null) return null;
  const family = isIPv4(parts.address) ? "ipv4" : isIPv6(parts.address) ? "ipv6" : null;
  if (family === null) return null;
  const widest = family === "ipv4" ? 32 : 128;
  const prefix = parts.prefix ?? widest;
  const port = parts.port;
  if (prefix > widest || (port !== null && (port < 1 || port > 65_535))) return null;
  return { text: text.trim(), address: parts.address, prefix, family, port };
}

/** True when `address` (and `port`, for ranges limited to one) lies in any of the ranges. IPv4-mapped IPv6 is compared as IPv4. */
export function rangesInclude(
  ranges: readonly NetworkRange[],
  address: string,
  port?: number,
): boolean {
  const plain = address.toLowerCase().startsWith("::ffff:") ? address.slice(7) : address;
  const subject = isIPv4(plain) ? plain : address;
  const family = isIPv4(subject) ? "ipv4" : isIPv6(subject) ? "ipv6" : null;
  if (family === null) return false;
  return ranges.some(
    (range) =>
      range.family === family &&
      (range.port === null || range.port === port) &&
      blockOf(range).check(subject, family),
  );
}

function split(
  text: string,
): { address: string; prefix: number | null; port: number | null } | null {
  const withPrefix = WITH_PREFIX.exec(text);
  if (withPrefix !== null) {
    const [, address = "", prefix = "", port] = withPrefix;
    return { address, prefix: Number(prefix), port: port === undefined ? null : Number(port) };
  }
  const alone = BRACKETED.exec(text) ?? IPV4_ALONE.exec(text);
  if (alone !== null) {
    const [, address = "", port] = alone;
    return { address, prefix: null, port: port === undefined ? null : Number(port) };
  }
  return isIPv6(text) ? { address: text, prefix: null, port: null } : null;
}

const blocks = new WeakMap<NetworkRange, BlockList>();

function blockOf(range: NetworkRange): BlockList {
  const known = blocks.get(range);
  if (known !== undefined) return known;
  const block = new BlockList();
  block.addSubnet(range.address, range.prefix, range.family);
  blocks.set(range, block);
  return block;
}
