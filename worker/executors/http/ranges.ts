import { type AddressRange, parseAddress, rangeOf } from "./addresses.ts";

function range(cidr: string): AddressRange {
  const [base = "", prefix] = cidr.split("/");
  const address = parseAddress(base);
  if (address === null) throw new Error(`${cidr} is not a range of addresses`);
  return rangeOf(address, Number(prefix));
}

/** Addresses that are not the public Internet: called only where an administrator allows them. */
export const INTERNAL_RANGES: readonly AddressRange[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "168.63.129.16/32",
  "::/96",
  "::ffff:0:0/96",
  "::ffff:0:0:0/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/32",
  "2001:db8::/32",
  "2002::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
].map(range);

/**
 * Where clouds hand credentials to whoever asks. No allow-list reaches them. The whole of 169.254/16 is here,
 * because each cloud has its own addresses in it (169.254.169.254, .170.2, .170.23, .0.23, .42.42).
 */
export const METADATA_RANGES: readonly AddressRange[] = [
  "169.254.0.0/16",
  "168.63.129.16/32",
  "100.100.100.200/32",
  "192.0.0.192/32",
  "fd00:ec2::/32",
  "fd00:42::42/128",
  "fd20:ce::254/128",
  "fe80::a9fe:a9fe/128",
].map(range);
