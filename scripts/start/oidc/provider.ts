import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { Provider } from "oidc-provider";
import { ASKING_PATH, configurationOf } from "./configuration.ts";
import { openKept } from "./kept.ts";
import { choosePerson, PAGE_HEADERS } from "./page.ts";
import { PEOPLE, ROLE_MAP } from "./people.ts";

const HOST = "127.0.0.1";

export type DevelopmentProvider = Readonly<{
  issuer: string;
  /** What makes Punctual use it. */
  env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}>;

/**
 * Starts an identity provider on loopback whose people sign in by a click. Throws for an application that others may reach, and
 * when its port, which it keeps, is taken.
 */
export async function startDevelopmentProvider(
  file: string,
  publicUrl: string,
): Promise<DevelopmentProvider> {
  if (!/^(localhost|127\.[\d.]+)$/.test(new URL(publicUrl).hostname)) {
    throw new Error(
      `--oidc lets anybody in without a password, so it is for this machine only, and PUBLIC_URL is ${publicUrl}.`,
    );
  }
  const kept = await openKept(file, HOST);
  const issuer = `http://${HOST}:${kept.port}`;
  const provider = new Provider(issuer, configurationOf(kept, publicUrl));
  const answer = provider.callback();
  const server = createServer((request, response) => {
    const isAsking = request.url?.startsWith(ASKING_PATH) === true;
    if (!isAsking) return void answer(request, response);
    ask(provider, request, response).catch((error: Error) => {
      response.writeHead(400, PAGE_HEADERS).end(`<p>The sign-in is over: ${error.name}.</p>`);
    });
  });
  server.listen(kept.port, HOST);
  await once(server, "listening").catch((error: Error) => {
    const fix = `Free the port, or delete ${file} to choose another; its people then begin anew.`;
    throw new Error(`The development provider cannot listen on port ${kept.port}. ${fix}`, {
      cause: error,
    });
  });
  return {
    issuer,
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: "punctual",
      OIDC_CLIENT_SECRET: kept.clientSecret,
      OIDC_NAME: "the development provider",
      OIDC_ROLE_CLAIM: "groups",
      OIDC_ROLE_MAP: ROLE_MAP,
      OIDC_AUDIENCE: publicUrl,
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Shows who there is, and goes on as whoever was chosen. */
async function ask(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { uid } = await provider.interactionDetails(request, response);
  if (request.method !== "POST") {
    response.writeHead(200, PAGE_HEADERS).end(choosePerson(`${ASKING_PATH}${uid}`));
    return;
  }
  const chosen = new URLSearchParams(await text(request)).get("person");
  const person = PEOPLE.find(({ id }) => id === chosen);
  const result =
    person === undefined
      ? { error: "access_denied" }
      : { login: { accountId: person.id, remember: false } };
  await provider.interactionFinished(request, response, result);
}
