import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { parseNetworkRange } from "../platform/network-range.ts";
import { clientAddress, notePeerAddresses, resolveAddress } from "./client-address.ts";

const proxies = ["10.0.0.0/8", "::1/128"].flatMap((text) => parseNetworkRange(text) ?? []);

describe("resolveAddress", () => {
  it.each([
    ["a caller without a proxy", "203.0.113.7", null, "203.0.113.7"],
    ["a caller that claims to be another", "203.0.113.7", "198.51.100.1", "203.0.113.7"],
    ["a caller behind a proxy", "10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["a caller behind two proxies", "10.0.0.1", "198.51.100.1, 10.0.0.9", "198.51.100.1"],
    ["a caller that forged the first hop", "10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"],
    ["a hop that is no address", "10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"],
    ["a proxy that says nothing", "10.0.0.1", null, "10.0.0.1"],
    ["an IPv4 caller on an IPv6 socket", "::ffff:203.0.113.7", null, "203.0.113.7"],
    ["a proxy on an IPv6 socket", "::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["no peer at all", null, "198.51.100.1", null],
  ])("finds %s", (_what, peer, forwardedFor, expected) => {
    expect(resolveAddress(peer, forwardedFor, proxies)).toBe(expected);
  });
});

it("sees the peer of a request to a server of this process", async () => {
  notePeerAddresses();
  const seen: (string | null)[] = [];
  const server = createServer((request, response) => {
    const pairs = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
    seen.push(clientAddress(new Headers(pairs as [string, string][]), []));
    response.end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${port}`, { headers: { "x-forwarded-for": "8.8.8.8" } });
  server.close();
  server.closeAllConnections();
  await once(server, "close");
  expect(seen).toEqual(["127.0.0.1"]);
});
