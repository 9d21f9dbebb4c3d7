import type { NetworkRange } from "../../../lib/platform/network-range.ts";
import { type Address, type AddressRange, contains, parseAddress, rangeOf } from "./addresses.ts";

/** Internal targets an administrator opened: a range, on one port or (null) on all. */
export type AllowEntry = { readonly range: AddressRange; readonly port: number | null };

/**
 * The configured networks as the guard compares them. An IPv4 network does not open its IPv4-mapped IPv6 twin,
 * which is a range of its own to the guard.
 */
export function allowEntries(networks: readonly NetworkRange[]): readonly AllowEntry[] {
  return networks.flatMap(({ address, prefix, port }) => {
    const base = parseAddress(address);
    return base === null ? [] : [{ range: rangeOf(base, prefix), port }];
  });
}

/** Whether an entry opens this address on this port. */
export function isAllowed(entries: readonly AllowEntry[], address: Address, port: number): boolean {
  return entries.some(
    (entry) => (entry.port === null || entry.port === port) && contains(entry.range, address),
  );
}
