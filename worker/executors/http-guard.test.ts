import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { attempt, codeOf, networks, openExecutor } from "./http/test-execution.ts";
import { startRecorder, startSilent, startTarget } from "./http/test-target.ts";

/** Hosts that must not be reached, as a URL can spell them. */
const HOSTS = [
  "127.0.0.1",
  "127.1",
  "2130706433",
  "0x7f000001",
  "0x7f.0.0.1",
  "0177.0.0.1",
  "127.255.255.254",
  "0.0.0.0",
  "0",
  "localhost",
  "LOCALHOST",
  "①②⑦.⓪.⓪.①",
  "[::]",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[::127.0.0.1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::ffff:0:7f00:1]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b:1::1]",
  "[100::1]",
  "[2001::1]",
  "[2001:db8::1]",
  "[2002:7f00:1::]",
  "[fc00::1]",
  "[fd00:ec2::254]",
  "[fe80::1]",
  "[fe80::1%25lo]",
  "[fec0::1]",
  "[ff02::1]",
  "10.0.0.1",
  "100.64.0.1",
  "100.100.100.200",
  "169.254.169.254",
  "0xa9fea9fe",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.192",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.0.1",
  "198.18.0.1",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "240.0.0.1",
  "255.255.255.255",
  "168.63.129.16",
];

/** The addresses of those hosts that a resolver could answer. */
const ANSWERS = [
  ...HOSTS.filter((host) => /^\d+\.\d+\.\d+\.\d+$/.test(host) && !host.startsWith("01")),
  ...HOSTS.filter((host) => /^\[[^%]*\]$/.test(host)).map((host) => host.slice(1, -1)),
  "fe80::1%lo",
];

const REFUSED = { outcome: "failed", retryable: false, retryAfterSeconds: null };

/** Listeners that nobody may talk to, on one port of every local address. */
async function startCanaries() {
  const canary = await startSilent("", "0.0.0.0");
  const twin = hasIPv6() ? await startSilent("", "::1", canary.port) : null;
  return { port: canary.port, hits: () => canary.connections() + (twin?.connections() ?? 0) };
}

function hasIPv6(): boolean {
  return Object.values(networkInterfaces()).some((all) =>
    all?.some((each) => each.address === "::1"),
  );
}

describe("the guard of the HTTP executor", () => {
  it("contacts no internal address named in a URL", async () => {
    const canary = await startCanaries();
    const executor = openExecutor({ allow: [] });
    for (const host of HOSTS) {
      const { outcome } = await attempt({ url: `http://${host}:${canary.port}/` }, { executor });
      expect(outcome, host).toMatchObject({ ...REFUSED, error: { code: "blocked" } });
    }
    expect(canary.hits()).toBe(0);
  });

  it("contacts no address of this machine", async () => {
    const canary = await startCanaries();
    const executor = openExecutor({ allow: [] });
    const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    for (const { address, family } of own.filter((each) => !each.address.startsWith("fe80"))) {
      const host = family === "IPv6" ? `[${address}]` : address;
      const { outcome } = await attempt({ url: `http://${host}:${canary.port}/` }, { executor });
      expect(codeOf(outcome), host).toBe("blocked");
    }
    expect(canary.hits()).toBe(0);
  });

  it("follows no redirect to an internal address", async () => {
    const canary = await startCanaries();
    const target = await startRecorder((request, response) => {
      response.writeHead(302, { location: decodeURIComponent(request.url?.slice(1) ?? "") }).end();
    });
    const executor = openExecutor({ allow: networks(`127.0.0.1:${target.port}`) });
    const locations = [
      ...HOSTS.filter((host) => !/%|①/.test(host)).map((host) => `http://${host}:${canary.port}/`),
      "file:///etc/passwd",
      "ftp://127.0.0.1/",
      "gopher://127.0.0.1:70/",
      `http://user:password@127.0.0.1:${target.port}/`,
    ];
    for (const location of locations) {
      const url = `${target.origin}/${encodeURIComponent(location)}`;
      const { outcome } = await attempt({ url, followRedirects: true }, { executor });
      expect(codeOf(outcome), location).toBe("blocked");
    }
    expect(canary.hits()).toBe(0);
    expect(target.received).toHaveLength(locations.length);
  });

  it("contacts no internal address that a name resolves to, alone or beside a permitted one", async () => {
    const canary = await startCanaries();
    const url = `http://target.example:${canary.port}/`;
    for (const answer of ANSWERS) {
      for (const answers of [[answer], ["93.184.215.14", answer]]) {
        const executor = openExecutor({ allow: [], resolve: async () => answers });
        const { outcome } = await attempt({ url }, { executor });
        expect(codeOf(outcome), answers.join()).toBe("blocked");
      }
    }
    expect(canary.hits()).toBe(0);
  });

  it("checks the second answer of a name as it did the first, and asks once per connection", async () => {
    const target = await startTarget((_request, response) => {
      response.writeHead(200, { connection: "close" }).end();
    });
    const canary = await startSilent("", "127.0.0.2", target.port);
    const answers = [["127.0.0.1"], ["127.0.0.2"], ["127.0.0.1", "127.0.0.2"]];
    let asked = 0;
    const executor = openExecutor({
      allow: networks(`127.0.0.1:${target.port}`),
      resolve: async () => answers[asked++] ?? [],
    });
    const url = `http://rebinding.example:${target.port}/`;
    const codes = [];
    for (const _ of answers) codes.push(codeOf((await attempt({ url }, { executor })).outcome));
    expect(codes).toEqual(["completed", "blocked", "blocked"]);
    expect(asked).toBe(3);
    expect(target.connections()).toBe(1);
    expect(canary.connections()).toBe(0);
  });

  it("never reaches metadata addresses, whatever is allowed", async () => {
    const executor = openExecutor({ allow: networks("0.0.0.0/0", "::/0") });
    const hosts = [
      "169.254.169.254",
      "0xa9fea9fe",
      "169.254.170.2",
      "168.63.129.16",
      "100.100.100.200",
      "[fd00:ec2::254]",
      "[::ffff:169.254.169.254]",
      "[::169.254.169.254]",
      "[64:ff9b::169.254.169.254]",
      "[2002:a9fe:a9fe::]",
    ];
    for (const host of hosts) {
      const { outcome } = await attempt({ url: `http://${host}/latest/meta-data/` }, { executor });
      expect(codeOf(outcome), host).toBe("blocked");
    }
  });

  it.each(["ftp://example.com/", "file:///etc/passwd", "http://user:password@127.0.0.1/"])(
    "does not call %s",
    async (url) => {
      expect(codeOf((await attempt({ url })).outcome)).toBe("blocked");
    },
  );

  it("says neither which rule refused nor what a name resolved to", async () => {
    const executor = openExecutor({ allow: [], resolve: async () => ["10.1.2.3"] });
    const byName = await attempt({ url: "http://internal.example/" }, { executor });
    const byScheme = await attempt({ url: "ftp://internal.example/" }, { executor });
    expect(byName.outcome).toEqual(byScheme.outcome);
    expect(JSON.stringify(byName)).not.toContain("10.1.2.3");
  });

  it("opens an allowed network on its port alone", async () => {
    const target = await startRecorder();
    const executor = openExecutor({ allow: networks(`127.0.0.1:${target.port}`) });
    const other = await startSilent();
    expect(codeOf((await attempt({ url: target.origin }, { executor })).outcome)).toBe("completed");
    expect(codeOf((await attempt({ url: other.origin }, { executor })).outcome)).toBe("blocked");
    expect(other.connections()).toBe(0);
  });
});
