import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { afterAll } from "vitest";

type Claims = Readonly<Record<string, unknown>>;
type Header = { readonly alg: string; readonly kid?: string; readonly typ?: string };
/** What a provider was asked for with the code. */
export type Asked = { readonly nonce: string; readonly clientId: string };

/** An identity provider of ours that says whatever a test wants, true or not. */
export type FalseProvider = {
  readonly issuer: string;
  /** Its key, in the set it publishes. */
  readonly key: { readonly privateKey: CryptoKey; readonly publicJwk: JWK };
  /** What it publishes as its keys. */
  keys: readonly JWK[];
  /** Makes the ID token of the next sign-ins. */
  idToken: (asked: Asked) => Promise<string>;
  /** What the userinfo endpoint answers. */
  userinfo: Claims;
  /** What stands in its answer to the browser beside code and state. */
  answer: Readonly<Record<string, string>>;
  /** Signs with its key, as an honest one would. */
  sign(claims: object, header?: Partial<Header>): Promise<string>;
};

const KEY_ID = "first";

/** Opens it on a port of loopback until the test file ends. */
export async function startFalseProvider(): Promise<FalseProvider> {
  const pair = await generateKeyPair("RS256", { extractable: true });
  const publicJwk: JWK = {
    ...(await exportJWK(pair.publicKey)),
    kid: KEY_ID,
    alg: "RS256",
    use: "sig",
  };
  const flows = new Map<string, Asked>();
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  const sign: FalseProvider["sign"] = (claims, header = {}) =>
    new SignJWT({ ...claims })
      .setProtectedHeader({ alg: "RS256", kid: KEY_ID, typ: "JWT", ...header })
      .sign(pair.privateKey);
  const provider: FalseProvider = {
    issuer,
    key: { privateKey: pair.privateKey, publicJwk },
    keys: [publicJwk],
    idToken: (asked) => sign({ ...idClaims(issuer, asked) }),
    userinfo: {},
    answer: {},
    sign,
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", issuer);
    switch (url.pathname) {
      case "/.well-known/openid-configuration":
        return json(response, endpoints(issuer));
      case "/keys":
        return json(response, { keys: provider.keys });
      case "/authorize":
        return authorize(url, response);
      case "/token":
        return token(new URLSearchParams(await text(request)), response);
      case "/userinfo":
        return json(response, provider.userinfo);
      default:
        response.writeHead(404).end();
    }
  }

  function authorize({ searchParams: asked }: URL, response: ServerResponse): void {
    const code = crypto.randomUUID();
    flows.set(code, {
      nonce: asked.get("nonce") ?? "",
      clientId: asked.get("client_id") ?? "",
    });
    const back = new URL(asked.get("redirect_uri") ?? "");
    const said = { code, state: asked.get("state") ?? "", ...provider.answer };
    for (const [name, value] of Object.entries(said)) back.searchParams.set(name, value);
    response.writeHead(302, { location: back.href }).end();
  }

  async function token(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const asked = flows.get(form.get("code") ?? "");
    if (asked === undefined) return json(response, { error: "invalid_grant" }, 400);
    flows.delete(form.get("code") ?? "");
    json(response, {
      access_token: "opaque",
      token_type: "Bearer",
      id_token: await provider.idToken(asked),
    });
  }

  return provider;
}

/** The claims of an honest ID token about Ada, for a client that asked just now. */
export function idClaims(issuer: string, { nonce, clientId }: Asked): Claims {
  const now = Math.floor(Date.now() / 1000);
  return { iss: issuer, sub: "ada", aud: clientId, iat: now, exp: now + 300, nonce };
}

function endpoints(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    end_session_endpoint: `${issuer}/end`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
  };
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
