import { expect, it } from "vitest";
import { createGuard } from "./guard.ts";
import { networks } from "./test-execution.ts";

function permits(address: string, port = 80, ...allow: string[]): boolean {
  return createGuard({ allow: networks(...allow), ownAddresses: () => [] }).permits(address, port);
}

it("holds every range at both its ends and nothing beside it", () => {
  const ranges = [
    ["0.0.0.0", "0.255.255.255", "1.0.0.0"],
    ["10.0.0.0", "10.255.255.255", "11.0.0.0"],
    ["100.64.0.0", "100.127.255.255", "100.128.0.0"],
    ["127.0.0.0", "127.255.255.255", "128.0.0.0"],
    ["169.254.0.0", "169.254.255.255", "169.255.0.0"],
    ["172.16.0.0", "172.31.255.255", "172.32.0.0"],
    ["192.0.0.0", "192.0.0.255", "192.0.1.0"],
    ["192.0.2.0", "192.0.2.255", "192.0.3.0"],
    ["192.88.99.0", "192.88.99.255", "192.88.100.0"],
    ["192.168.0.0", "192.168.255.255", "192.169.0.0"],
    ["198.18.0.0", "198.19.255.255", "198.20.0.0"],
    ["198.51.100.0", "198.51.100.255", "198.51.101.0"],
    ["203.0.113.0", "203.0.113.255", "203.0.114.0"],
    ["224.0.0.0", "255.255.255.255", "223.255.255.255"],
    ["168.63.129.16", "168.63.129.16", "168.63.129.17"],
    ["::", "::1", "1::"],
    ["::ffff:0.0.0.0", "::ffff:255.255.255.255", "::1:0:0:0:0"],
    ["64:ff9b::", "64:ff9b::ffff:ffff", "64:ff9a::"],
    ["64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "64:ff9b:2::"],
    ["100::", "100::ffff:ffff:ffff:ffff", "100:0:0:1::"],
    ["2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "2001:1::"],
    ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::"],
    ["2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::"],
    ["fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fb00::"],
    ["fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::"],
    ["fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::"],
    ["ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe00::"],
  ] as const;
  for (const [first, last, beside] of ranges) {
    expect([permits(first), permits(last), permits(beside)], first).toEqual([false, false, true]);
  }
});

it.each(["", "localhost", "fe80::1%eth0", "1.2.3", "undefined"])("refuses the peer %j", (text) => {
  expect(permits(text)).toBe(false);
});

it("opens what is allowed, on the port it is allowed on", () => {
  expect(permits("10.1.2.3", 80, "10.0.0.0/8")).toBe(true);
  expect(permits("10.1.2.3", 80, "10.0.0.0/8:80")).toBe(true);
  expect(permits("10.1.2.3", 81, "10.0.0.0/8:80")).toBe(false);
  expect(permits("fd00::1", 443, "[fd00::]/8:443", "fd00::/8")).toBe(true);
  expect(permits("::ffff:127.0.0.1", 80, "127.0.0.0/8")).toBe(false);
});

it("refuses the machine's own public addresses unless they are allowed", () => {
  const ownAddresses = () => ["93.184.215.14", "2606:4700::1"];
  const guard = createGuard({ allow: [], ownAddresses });
  expect(guard.permits("93.184.215.14", 80)).toBe(false);
  expect(guard.permits("2606:4700:0::1", 80)).toBe(false);
  expect(guard.permits("93.184.215.15", 80)).toBe(true);
  const open = createGuard({ allow: networks("93.184.215.14"), ownAddresses });
  expect(open.permits("93.184.215.14", 80)).toBe(true);
});

it("gives the addresses of a name in the order they were answered", async () => {
  const answers = ["93.184.215.14", "2606:4700::1"];
  const guard = createGuard({ allow: [], ownAddresses: () => [], resolve: async () => answers });
  expect(await guard.admit(new URL("http://name.example/"))).toEqual(answers);
  expect(await guard.admit(new URL("http://[2606:4700::1]/"))).toEqual(["2606:4700::1"]);
});

it.each(["ftp://8.8.8.8/", "http://user@8.8.8.8/", "http://:password@8.8.8.8/"])(
  "admits nothing to %s",
  async (url) => {
    const guard = createGuard({ allow: [], ownAddresses: () => [] });
    await expect(guard.admit(new URL(url))).rejects.toMatchObject({ code: "blocked" });
  },
);
