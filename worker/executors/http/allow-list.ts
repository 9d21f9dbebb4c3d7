import { type Address, type AddressRange, contains, parseAddress, rangeOf } from "./addresses.ts";

/** Internal targets an administrator opened: a range, on one port or (null) on all. */
export type AllowEntry = { readonly range: AddressRange; readonly port: number | null };

/** The text of an allow-list cannot be read; the message names every entry at fault and how to write it. */
export class AllowListError extends Error {
  override readonly name = "AllowListError";
  readonly code = "allow_list_invalid";
}

const FORMS = [
  /^\[(?<address>[^\]/]+)(?:\/(?<prefix>\d{1,3}))?\](?::(?<port>\d{1,5}))?$/,
  /^\[(?<address>[^\]/]+)\]\/(?<prefix>\d{1,3})(?::(?<port>\d{1,5}))?$/,
  /^(?<address>[^[\]/]+)\/(?<prefix>\d{1,3})(?::(?<port>\d{1,5}))?$/,
  /^(?<address>\d+\.\d+\.\d+\.\d+)(?::(?<port>\d{1,5}))?$/,
  /^(?<address>[^[\]/]+)$/,
];

function partsOf(text: string): Record<string, string | undefined> | null {
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined) return groups;
  }
  return null;
}

/** The entry, or what is wrong with it. */
function parseEntry(text: string): AllowEntry | string {
  const parts = partsOf(text);
  const address = parseAddress(parts?.["address"] ?? "");
  if (parts === null || address === null) return `"${text}" is not a CIDR range`;
  const bits = address.family === 4 ? 32 : 128;
  const prefix = parts["prefix"] === undefined ? bits : Number(parts["prefix"]);
  if (prefix > bits) return `"${text}" has a prefix above ${bits}`;
  const port = parts["port"] === undefined ? null : Number(parts["port"]);
  if (port === 0 || (port !== null && port > 65_535)) return `"${text}" has no valid port`;
  const range = rangeOf(address, prefix);
  if (range.first !== address.value) return `"${text}" sets bits beyond its prefix`;
  return { range, port };
}

/**
 * Reads entries separated by commas or spaces: `10.0.0.0/8`, `10.0.0.0/8:8080`, `127.0.0.1:3000`, `::1/128`,
 * `[fd00::/8]:443`. An empty text allows nothing.
 * @throws AllowListError naming every entry that cannot be read.
 */
export function parseAllowList(text: string): readonly AllowEntry[] {
  const parsed = text
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .map(parseEntry);
  const problems = parsed.filter((entry) => typeof entry === "string");
  if (problems.length > 0) {
    throw new AllowListError(
      `${problems.join("; ")}. Write ranges as 10.0.0.0/8 or 10.0.0.0/8:8080, IPv6 as fd00::/8 or [fd00::/8]:443, separated by commas.`,
    );
  }
  return parsed.filter((entry) => typeof entry !== "string");
}

/** Whether an entry opens this address on this port. */
export function isAllowed(entries: readonly AllowEntry[], address: Address, port: number): boolean {
  return entries.some(
    (entry) => (entry.port === null || entry.port === port) && contains(entry.range, address),
  );
}
