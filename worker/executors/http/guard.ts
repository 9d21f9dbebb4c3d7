import { lookup } from "node:dns/promises";
import { networkInterfaces } from "node:os";
import type { NetworkRange } from "../../../lib/platform/network-range.ts";
import { type Address, contains, embeddedIPv4, isSameAddress, parseAddress } from "./addresses.ts";
import { allowEntries, isAllowed } from "./allow-list.ts";
import { blockedFault, HttpFault } from "./fault.ts";
import { INTERNAL_RANGES, METADATA_RANGES } from "./ranges.ts";

/** Answers a name with addresses as text. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

export type GuardOptions = {
  readonly allow: readonly NetworkRange[];
  /** The system's resolver unless given. */
  readonly resolve?: Resolve | undefined;
  /** Addresses of this machine's interfaces; read from the system unless given. */
  readonly ownAddresses?: (() => readonly string[]) | undefined;
};

/** Decides what may be called, at the moment of connecting. */
export type Guard = {
  /** Whether this address may be called on this port. */
  permits(address: string, port: number): boolean;
  /**
   * The addresses a URL leads to, each of them permitted.
   * @throws HttpFault `blocked` when one of them is not, `dns` when there are none.
   */
  admit(url: URL): Promise<readonly string[]>;
};

async function resolveBySystem(hostname: string): Promise<readonly string[]> {
  const answers = await lookup(hostname, { all: true });
  return answers.map((answer) => answer.address);
}

function addressesOfThisMachine(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).map((each) => each.address),
  );
}

function isMetadata(address: Address): boolean {
  const inner = embeddedIPv4(address);
  return METADATA_RANGES.some(
    (range) => contains(range, address) || (inner !== null && contains(range, inner)),
  );
}

function isOwn(address: Address, own: readonly string[]): boolean {
  return own.some((text) => {
    const each = parseAddress(text);
    return each !== null && isSameAddress(each, address);
  });
}

/** The port a URL leads to. */
export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

/** The host of a URL as sockets want it: without the brackets of IPv6. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

async function addressesOf(host: string, resolve: Resolve): Promise<readonly string[]> {
  if (parseAddress(host) !== null) return [host];
  const answers = await resolve(host).catch((error: unknown) => {
    throw new HttpFault("dns", `The name ${host} could not be resolved.`, { cause: error });
  });
  if (answers.length === 0) throw new HttpFault("dns", `The name ${host} has no address.`);
  return answers;
}

/** A guard with a fixed allow-list; without entries only public addresses pass. */
export function createGuard(options: GuardOptions): Guard {
  const allowed = allowEntries(options.allow);
  const resolve = options.resolve ?? resolveBySystem;
  const ownAddresses = options.ownAddresses ?? addressesOfThisMachine;

  function permits(text: string, port: number): boolean {
    const address = parseAddress(text);
    if (address === null || isMetadata(address)) return false;
    if (isAllowed(allowed, address, port)) return true;
    return (
      !INTERNAL_RANGES.some((range) => contains(range, address)) && !isOwn(address, ownAddresses())
    );
  }

  async function admit(url: URL): Promise<readonly string[]> {
    if (!isCallable(url)) throw blockedFault();
    const addresses = await addressesOf(bareHost(url), resolve);
    if (!addresses.every((address) => permits(address, portOf(url)))) throw blockedFault();
    return addresses;
  }

  return { permits, admit };
}

/** Whether a URL is of a kind we call at all, whatever its address. */
export function isCallable(url: URL): boolean {
  return /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
}
