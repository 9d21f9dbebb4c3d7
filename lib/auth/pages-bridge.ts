import NextAuth, { type NextAuthOptions } from "next-auth";
import { cookiesOf } from "./cookie.ts";
import { readForm } from "./read-form.ts";

type Asked = {
  /** What follows `/api/auth/`. */
  readonly path: readonly string[];
  /** Without the query of the request, which next-auth would hand on to providers. */
  readonly query: Readonly<Record<string, string>>;
  readonly publicUrl: string;
};

/**
 * Has next-auth answer a request. Its interface for the pages router needs nothing of the framework around it, and takes our
 * public address for its own whatever the `Host` header says.
 */
export async function callNextAuth(
  request: Request,
  { path, query, publicUrl }: Asked,
  options: NextAuthOptions,
): Promise<Response> {
  const { host, protocol } = new URL(publicUrl);
  const own = { host, "x-forwarded-host": host, "x-forwarded-proto": protocol.slice(0, -1) };
  const incoming = {
    method: request.method,
    query: { ...query, nextauth: path },
    body: await readForm(request),
    cookies: cookiesOf(request.headers),
    headers: { ...Object.fromEntries(request.headers), ...own },
  };
  const outgoing = new PagesReply();
  await NextAuth(incoming as never, outgoing as never, options);
  return outgoing.response();
}

/** As much of the pages router's response as next-auth writes to. */
class PagesReply {
  #status = 200;
  #body: string | null = null;
  readonly #headers = new Map<string, string | readonly string[]>();

  status(code: number): this {
    this.#status = code;
    return this;
  }

  getHeader(name: string): string | readonly string[] | undefined {
    return this.#headers.get(name.toLowerCase());
  }

  setHeader(name: string, value: string | readonly string[]): this {
    this.#headers.set(name.toLowerCase(), value);
    return this;
  }

  json(value: unknown): void {
    this.setHeader("Content-Type", "application/json");
    this.#body = JSON.stringify(value);
  }

  send(value: unknown): void {
    if (typeof value === "object") this.json(value);
    else this.#body = value === undefined ? null : String(value);
  }

  end(): void {
    this.#body = null;
  }

  response(): Response {
    const headers = new Headers();
    for (const [name, value] of this.#headers) {
      for (const one of typeof value === "string" ? [value] : value) headers.append(name, one);
    }
    return new Response(this.#body, { status: this.#status, headers });
  }
}
