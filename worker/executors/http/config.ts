import { z } from "zod";
import { parseStatusRange, type StatusRange } from "./status.ts";

/** A rendered `http` configuration, checked and with its defaults. */
export type HttpConfig = {
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly expectStatus: readonly StatusRange[];
  readonly followRedirects: boolean;
  readonly sign: boolean;
  /** With 202 the target takes the run over. */
  readonly callback: boolean;
  /** Called when a run that was taken over is to be cancelled. */
  readonly cancelUrl: URL | null;
};

/** The configuration, or why the guard or the schema will not have it. */
export type ParsedConfig =
  | { readonly kind: "config"; readonly config: HttpConfig }
  | { readonly kind: "invalid"; readonly problem: string }
  | { readonly kind: "blocked" };

const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const HEADER_LINE = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const SCHEMA = z.strictObject({
  method: z
    .string()
    .regex(/^[A-Za-z]+$/, "is not an HTTP method")
    .nullish(),
  url: z.string(),
  headers: z.record(z.string(), HEADER_LINE).nullish(),
  body: z.unknown().optional(),
  expectStatus: z.array(z.union([z.string(), z.number()])).nullish(),
  followRedirects: z.boolean().nullish(),
  sign: z.boolean().nullish(),
  mode: z.enum(["sync", "callback"]).nullish(),
  cancelUrl: z.string().nullish(),
});

type Input = z.infer<typeof SCHEMA>;

/** Thrown and caught in this file alone. */
class ConfigProblem extends Error {}

function methodOf(input: Input): string {
  const method = (input.method ?? "GET").toUpperCase();
  if (method === "CONNECT" || method === "TRACE") {
    throw new ConfigProblem(`method ${method} is not supported`);
  }
  return method;
}

function headersOf(input: Input): Record<string, string> {
  const lines = Object.entries(input.headers ?? {}).filter(([, value]) => value !== null);
  return Object.fromEntries(
    lines.map(([name, value]) => {
      if (!HEADER_NAME.test(name)) {
        throw new ConfigProblem(`headers: ${JSON.stringify(name)} is not the name of a header`);
      }
      const text = String(value).trim();
      if (!HEADER_VALUE.test(text)) {
        throw new ConfigProblem(
          `headers: the value of ${name} has characters that a header cannot carry`,
        );
      }
      return [name.toLowerCase(), text];
    }),
  );
}

function expectStatusOf(input: Input): readonly StatusRange[] {
  const patterns = input.expectStatus ?? [];
  return (patterns.length === 0 ? ["2xx"] : patterns).map((pattern) => {
    const range = parseStatusRange(String(pattern));
    if (range !== null) return range;
    throw new ConfigProblem(
      `expectStatus: ${JSON.stringify(pattern)} is none of the forms 2xx, 404 and 200-204`,
    );
  });
}

function urlOf(name: "url" | "cancelUrl", text: string): URL {
  const url = URL.parse(text);
  if (url === null)
    throw new ConfigProblem(`${name} is not a complete URL such as https://host/path`);
  return url;
}

function fromInput(input: Input): HttpConfig {
  const headers = headersOf(input);
  const { body } = input;
  const isJson = body !== undefined && body !== null && typeof body !== "string";
  return {
    method: methodOf(input),
    url: urlOf("url", input.url),
    headers: isJson ? { "content-type": "application/json", ...headers } : headers,
    body: isJson ? JSON.stringify(body) : (body ?? null),
    expectStatus: expectStatusOf(input),
    followRedirects: input.followRedirects ?? false,
    sign: input.sign ?? true,
    callback: input.mode === "callback",
    cancelUrl: input.cancelUrl == null ? null : urlOf("cancelUrl", input.cancelUrl),
  };
}

/** An address with a zone (`[fe80::1%25eth0]`) is no URL to the parser, but it is one the guard must refuse. */
const ZONED_URL = /^\s*https?:\/\/[^/?#]*\[[^\]]*%/i;

/** Checks a rendered configuration (api.md, executor configurations); an absent option may also be null. */
export function parseHttpConfig(value: unknown): ParsedConfig {
  const parsed = SCHEMA.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.join(".") || "configuration"}: ${issue.message}`,
    );
    return { kind: "invalid", problem: problems.join("; ") };
  }
  const { url, cancelUrl } = parsed.data;
  if ([url, cancelUrl ?? ""].some((text) => ZONED_URL.test(text))) return { kind: "blocked" };
  try {
    return { kind: "config", config: fromInput(parsed.data) };
  } catch (error) {
    if (error instanceof ConfigProblem) return { kind: "invalid", problem: error.message };
    throw error;
  }
}
