import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { randomToken } from "../platform/ids.ts";
import { type NetworkRange, rangesInclude } from "../platform/network-range.ts";

/**
 * Route handlers see headers, not sockets. The peer's address travels in a header whose name no caller can know; it is
 * kept on `globalThis` because bundles load this module more than once.
 */
const STORE = globalThis as { punctualPeerHeader?: string };

function peerHeader(): string {
  STORE.punctualPeerHeader ??= `x-peer-${randomToken(16)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "0")}`;
  return STORE.punctualPeerHeader;
}

/** Notes the peer's address on every request this process's HTTP servers receive. Called once, when the web app starts. */
export function notePeerAddresses(): void {
  const header = peerHeader();
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[header] = request.socket.remoteAddress ?? "";
  });
}

/** The caller's address by {@link resolveAddress}; null where the platform shows no peer. */
export function clientAddress(headers: Headers, trusted: readonly NetworkRange[]): string | null {
  return resolveAddress(headers.get(peerHeader()), headers.get("x-forwarded-for"), trusted);
}

/**
 * The peer's address or, when the peer is a trusted proxy, the nearest address in `X-Forwarded-For` that is not one.
 * What is no address is never believed.
 */
export function resolveAddress(
  peer: string | null,
  forwardedFor: string | null,
  trusted: readonly NetworkRange[],
): string | null {
  if (peer === null || isIP(peer) === 0) return null;
  if (!rangesInclude(trusted, peer)) return plain(peer);
  const hops = (forwardedFor ?? "").split(",").map((hop) => hop.trim());
  const known = hops.slice(hops.findLastIndex((hop) => isIP(hop) === 0) + 1);
  return plain(known.findLast((hop) => !rangesInclude(trusted, hop)) ?? known[0] ?? peer);
}

/** An IPv4 address that came over an IPv6 socket, as people write it. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}
