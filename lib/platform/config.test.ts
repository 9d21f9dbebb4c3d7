import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ConfigError, loadConfig } from "./config.ts";
import type { Environment } from "./env-reader.ts";

const GOOD = { DATABASE_URL: "postgres://u:p@db:5432/punctual", AUTH_SECRET: "s".repeat(32) };

function problemsOf(env: Environment): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const ISSUER = { OIDC_ISSUER: "https://id.example", OIDC_CLIENT_ID: "punctual" };
const HTTPS = { PUBLIC_URL: "https://punctual.example" };

describe("loadConfig", () => {
  it("needs only a database and a secret", () => {
    const config = loadConfig(GOOD);
    expect(config.port).toBe(3000);
    expect(config.publicUrl).toBe("http://localhost:3000");
    expect(config.registration).toBe("closed");
    expect(config.admin).toBeNull();
    expect(config.httpAllow).toEqual([]);
    expect(config.worker.concurrency).toBe(100);
    expect(config.worker.pools).toEqual(["default"]);
    expect(config.worker.leaseSeconds).toBe(60);
    expect(config.worker.name).toMatch(/-\d+$/);
  });

  it("tells every problem at once, each with its variable", () => {
    const problems = problemsOf({
      PORT: "0",
      PUBLIC_URL: "https://host/path",
      REGISTRATION: "maybe",
      WORKER_CONCURRENCY: "1e3",
      HTTP_ALLOW: "10.0.0.0/8,10.0.0.0/33",
      ADMIN_EMAIL: "ada@example.com",
    });
    expect(problems.map((problem) => problem.split(" ")[0])).toEqual([
      "PORT",
      "DATABASE_URL",
      "PUBLIC_URL",
      "AUTH_SECRET",
      "REGISTRATION",
      "ADMIN_PASSWORD",
      "WORKER_CONCURRENCY",
      "HTTP_ALLOW",
    ]);
    for (const problem of problems) expect(problem).toMatch(/(Set|Write) /);
  });

  it.each([
    [{ DATABASE_URL: "mysql://db/x" }, "DATABASE_URL is not a PostgreSQL URL"],
    [{ AUTH_SECRET: "s".repeat(31) }, "AUTH_SECRET has 31 characters"],
    [{ ADMIN_EMAIL: "a@b.c", ADMIN_PASSWORD: "elevenchars" }, "ADMIN_PASSWORD is shorter"],
    [{ ADMIN_EMAIL: "nobody", ADMIN_PASSWORD: "twelve chars!" }, "ADMIN_EMAIL is not"],
    [{ ADMIN_PASSWORD: "twelve chars!" }, "ADMIN_EMAIL is missing"],
    [{ WORKER_CONCURRENCY: "1001" }, "WORKER_CONCURRENCY"],
    [{ TRUSTED_PROXIES: "proxy.internal" }, "TRUSTED_PROXIES"],
    [{ DEV_DATA: "yes" }, "DEV_DATA"],
    [{ SMTP_URL: "mail.example.com:25" }, "SMTP_URL begins with neither"],
    [{ SMTP_FROM: "nobody" }, "SMTP_FROM is"],
    [{ SMTP_FROM: "Ops <ops@example.com>\0" }, "SMTP_FROM is"],
  ])("refuses %o", (env, start) => {
    const problems = problemsOf({ ...GOOD, ...env });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(start);
  });

  it.each([
    [{ OIDC_ISSUER: "https://id.example" }, "OIDC_CLIENT_ID is missing"],
    [{ OIDC_CLIENT_ID: "punctual" }, "OIDC_ISSUER is missing"],
    [{ ...ISSUER, OIDC_ISSUER: "id.example" }, "OIDC_ISSUER is"],
    [{ ...ISSUER, OIDC_ISSUER: "http://id.example", ...HTTPS }, "OIDC_ISSUER is not https"],
    [{ ...ISSUER, OIDC_ROLE_MAP: "ops=admin" }, "OIDC_ROLE_CLAIM is missing"],
    [{ ...ISSUER, OIDC_ROLE_CLAIM: "groups" }, "OIDC_ROLE_MAP is missing"],
    [
      { ...ISSUER, OIDC_ROLE_CLAIM: "g", OIDC_ROLE_MAP: "a=viewer,b=king" },
      "OIDC_ROLE_MAP contains",
    ],
    [{ ...ISSUER, OIDC_ALLOWED_DOMAINS: "a b" }, "OIDC_ALLOWED_DOMAINS contains"],
    [{ ...ISSUER, OIDC_REGISTRATION: "maybe" }, "OIDC_REGISTRATION is"],
    [{ OIDC_PROVIDERS: "Big Corp" }, "OIDC_PROVIDERS contains"],
    [{ OIDC_PROVIDERS: "corp", OIDC_CORP_CLIENT_ID: "x" }, "OIDC_CORP_ISSUER is missing"],
    [
      {
        ...ISSUER,
        OIDC_PROVIDERS: "corp",
        OIDC_CORP_CLIENT_ID: "x",
        OIDC_CORP_ISSUER: "https://id.example",
      },
      "OIDC_PROVIDERS has two",
    ],
    [{ LOCAL_SIGN_IN: "off" }, "LOCAL_SIGN_IN is off"],
  ])("refuses providers like %o", (env, start) => {
    const problems = problemsOf({ ...GOOD, ...env });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(start);
  });

  it("reads several providers, in their order", () => {
    const { oidc, localSignIn } = loadConfig({
      ...GOOD,
      ...ISSUER,
      OIDC_PROVIDERS: "big-corp",
      OIDC_BIG_CORP_ISSUER: "http://127.0.0.1:3100",
      OIDC_BIG_CORP_CLIENT_ID: "punctual",
      OIDC_BIG_CORP_CLIENT_SECRET: "secret",
      OIDC_BIG_CORP_NAME: "Big Corp",
      OIDC_BIG_CORP_SCOPES: "profile email groups",
      OIDC_BIG_CORP_ALLOWED_DOMAINS: "@Example.com",
      OIDC_BIG_CORP_ROLE_CLAIM: "groups",
      OIDC_BIG_CORP_ROLE_MAP: "cn=ops=operator",
      LOCAL_SIGN_IN: "off",
    });
    expect(oidc).toMatchObject([
      { id: "oidc", name: "single sign-on", clientSecret: null, roles: null, audience: null },
      {
        id: "big-corp",
        name: "Big Corp",
        scopes: ["openid", "profile", "email", "groups"],
        allowedDomains: ["example.com"],
        roles: { map: [{ value: "cn=ops", grant: "operator" }], otherwise: "member" },
      },
    ]);
    expect(localSignIn).toBe(false);
  });

  it("never repeats a secret in its message", () => {
    const [problem] = problemsOf({ ...GOOD, AUTH_SECRET: "hunter2", DATABASE_URL: "x://u:pw@h" });
    expect(problem).not.toMatch(/hunter2|pw@h/);
  });

  it("counts empty and blank values as absent", () => {
    const config = loadConfig({
      ...GOOD,
      PORT: "",
      PUBLIC_URL: "  ",
      ADMIN_EMAIL: "",
      HTTP_ALLOW: " , ",
    });
    expect(config.port).toBe(3000);
    expect(config.admin).toBeNull();
    expect(config.httpAllow).toEqual([]);
  });

  it("keeps only the origin of the public address", () => {
    expect(loadConfig({ ...GOOD, PUBLIC_URL: "https://p.example.com/" }).publicUrl).toBe(
      "https://p.example.com",
    );
  });

  it("is frozen to the bottom", () => {
    const config = loadConfig(GOOD);
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.worker.pools)).toBe(true);
  });

  it("reads exactly what .env.example and the operating guide document", () => {
    const read = new Set<string>();
    const spy = new Proxy<Environment>(GOOD, {
      get: (env, name: string) => {
        read.add(name);
        return env[name];
      },
    });
    loadConfig(spy);
    const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
    expect([...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name).sort()).toEqual(
      [...read].sort(),
    );
    const guide = readFileSync(new URL("../../docs/operating.md", import.meta.url), "utf8");
    expect([...read].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });

  it("loads what .env.example shows once the secret is filled in", () => {
    const example = readFileSync(new URL("../../.env.example", import.meta.url), "utf8");
    const pairs = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    const env = { ...Object.fromEntries(pairs), AUTH_SECRET: GOOD.AUTH_SECRET };
    const { databaseUrl: _, worker, ...rest } = loadConfig(env);
    const { databaseUrl: __, worker: standard, ...defaults } = loadConfig(GOOD);
    expect(rest).toEqual(defaults);
    expect(worker.concurrency).toBe(standard.concurrency);
  });
});
