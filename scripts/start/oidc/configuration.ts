import { type Configuration, interactionPolicy } from "oidc-provider";
import { SCOPES } from "../../../lib/contracts/scope.ts";
import type { Kept } from "./kept.ts";
import { PEOPLE } from "./people.ts";

const HOUR_SECONDS = 3600;

/** Everything it gives out lasts as long. */
const KINDS = ["AccessToken", "ClientCredentials", "Grant", "IdToken", "Interaction", "Session"];

/** Where it asks whom to sign in. */
export const ASKING_PATH = "/people/";

/** A certified provider with three people, one application and one program, and nobody to consent to anything. */
export function configurationOf(kept: Kept, publicUrl: string): Configuration {
  return {
    clients: [
      {
        client_id: "punctual",
        client_secret: kept.clientSecret,
        redirect_uris: [`${publicUrl}/api/auth/callback/oidc`],
        post_logout_redirect_uris: [`${publicUrl}/sign-in`],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
      {
        client_id: "robot",
        client_secret: kept.robotSecret,
        redirect_uris: [],
        grant_types: ["client_credentials"],
        response_types: [],
      },
    ],
    jwks: { keys: [{ ...kept.key, kty: "RSA" }] },
    cookies: { keys: [kept.cookieKey] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
    findAccount: (_ctx, id) => accountOf(id),
    loadExistingGrant: async (ctx) => {
      const { oidc } = ctx;
      const { client, session } = oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new oidc.provider.Grant({
        clientId: client.clientId,
        accountId: session.accountId,
      });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
    interactions: { url: (_ctx, { uid }) => `${ASKING_PATH}${uid}`, policy: alwaysAsking() },
    ttl: Object.fromEntries(KINDS.map((kind) => [kind, HOUR_SECONDS])),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, client) => (client.clientId === "robot" ? publicUrl : []),
        getResourceServerInfo: () => ({
          scope: SCOPES.join(" "),
          audience: publicUrl,
          accessTokenFormat: "jwt",
          accessTokenTTL: HOUR_SECONDS,
        }),
      },
    },
  };
}

/** Whoever signs in chooses anew, whoever it was before: the next click may be somebody else's. */
function alwaysAsking() {
  const policy = interactionPolicy.base();
  const { Check } = interactionPolicy;
  policy
    .get("login")
    ?.checks.add(
      new Check("asked", "whom to sign in is asked each time", (ctx) =>
        ctx.oidc.result?.login === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
      ),
    );
  return policy;
}

function accountOf(id: string) {
  const person = PEOPLE.find((one) => one.id === id);
  if (person === undefined) return undefined;
  const { name, email, group } = person;
  const claims = { sub: id, name, email, email_verified: true, groups: [group] };
  return { accountId: id, claims: () => claims };
}
