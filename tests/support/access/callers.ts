import { sql } from "drizzle-orm";
import { PROJECT_ROLES, SCOPES, type Scope } from "../../../lib/contracts/scope.ts";
import type { Declared, Least } from "./declared.ts";
import { account, fresh, type Maker, PASSWORD, type Place } from "./place.ts";

/** One kind of principal. */
export type Caller = {
  readonly name: string;
  /** Null for nobody. */
  token: string | null;
  readonly account: { readonly email: string; readonly password: string };
  /** A credential again where a call ended it. */
  renew(): Promise<void>;
  /** What the product must answer: a success, or a refusal with the scopes it must name. */
  verdict(declared: Declared): Verdict;
};

export type Verdict = "granted" | 401 | 403 | 404 | { readonly missing: Scope };

const RANKS: readonly Least[] = ["nobody", "anyone", ...PROJECT_ROLES];
type Person = { readonly id: string; readonly email: string; readonly password: string };

/** Everybody the matrix asks for: `place` is the project of the objects, `elsewhere` another one. */
export async function makeCallers(
  maker: Maker,
  place: Place,
  elsewhere: Place,
): Promise<readonly Caller[]> {
  const members = PROJECT_ROLES.map(async (role) =>
    session(maker, role, await personIn(maker, place, role), asMember(role)),
  );
  const administrator = await person(maker, { role: "admin" });
  const holder = await person(maker, { role: "admin" });
  const viewer = await personIn(maker, place, "viewer");
  const stranger = await personIn(maker, elsewhere, "owner");
  const otherStranger = await personIn(maker, elsewhere, "owner");
  return Promise.all([
    nobody(),
    ...members,
    session(maker, "administrator", administrator, () => "granted"),
    session(maker, "owner of another project", stranger, asStranger),
    token(maker, "every scope of another project's owner", otherStranger, {}, (declared) =>
      asToken(SCOPES, asStranger, declared),
    ),
    ...SCOPES.map((scope) =>
      token(maker, `scope ${scope} alone`, holder, { scopes: [scope] }, (declared) =>
        asToken([scope], () => "granted", declared),
      ),
    ),
    token(maker, "every scope of a viewer", viewer, {}, (declared) =>
      asToken(SCOPES, asMember("viewer"), declared),
    ),
    token(maker, "an administrator's, limited to another project", holder, inside(elsewhere), (d) =>
      asToken(SCOPES, asStranger, d),
    ),
    token(maker, "worker of one pool", holder, { scopes: ["worker"], pools: ["default"] }, (d) =>
      asToken(["worker"], () => "granted", d),
    ),
    ended(maker, "expired token", async (_owner, id) => {
      await maker.api.platform.db.execute(
        sql`update api_tokens set expires_at = now() - interval '1 second' where id = ${id}`,
      );
    }),
    ended(maker, "revoked token", (_owner, id) => maker.make("DELETE", `/tokens/${id}`)),
    ended(maker, "token of somebody disabled", disable(maker)),
    endedSession(maker, disable(maker)),
  ]);
}

const inside = ({ slug }: Place) => ({ project: slug });
const disable = (maker: Maker) => (owner: string) =>
  maker.make("PATCH", `/users/${owner}`, { disabled: true });

function asMember(role: (typeof PROJECT_ROLES)[number]) {
  return ({ least }: Declared): Verdict =>
    RANKS.includes(least) && RANKS.indexOf(role) >= RANKS.indexOf(least) ? "granted" : 403;
}

function asStranger({ least }: Declared): Verdict {
  if (least === "administrator") return 403;
  return least === "nobody" || least === "anyone" ? "granted" : 404;
}

/** The first scope that is missing is told, before anything of the object is. */
function asToken(
  held: readonly Scope[],
  owner: (declared: Declared) => Verdict,
  declared: Declared,
): Verdict {
  const [first, ...more] = declared.scopes;
  if (declared.least === "nobody") return "granted";
  if (first !== undefined && !held.includes(first)) return { missing: first };
  if (declared.sessionsOnly) return 403;
  const verdict = owner(declared);
  if (verdict !== "granted") return verdict;
  const missing = more.find((scope) => !held.includes(scope));
  return missing === undefined ? "granted" : { missing };
}

const asNobody = ({ least }: Declared): Verdict => (least === "nobody" ? "granted" : 401);

function nobody(): Caller {
  const renew = async () => undefined;
  return { name: "nobody", token: null, account: account(), renew, verdict: asNobody };
}

async function person(maker: Maker, more: object = {}): Promise<Person> {
  const { email, password } = account();
  const { id } = await maker.make("POST", "/users", { email, password, ...more });
  return { id, email, password };
}

async function personIn(maker: Maker, place: Place, role: string): Promise<Person> {
  const one = await person(maker);
  await maker.make("PUT", `/projects/${place.slug}/members/${one.id}`, { role });
  return one;
}

async function session(
  { api }: Maker,
  name: string,
  { email, password }: Person,
  verdict: Caller["verdict"],
): Promise<Caller> {
  const own = { email, password };
  const renew = async () => {
    caller.token = await api.login(own);
  };
  const caller: Caller = { name, token: null, account: own, renew, verdict };
  await renew();
  return caller;
}

async function token(
  { api }: Maker,
  name: string,
  { email, password }: Person,
  wish: object,
  verdict: Caller["verdict"],
): Promise<Caller> {
  const own = { email, password };
  const renew = async () => {
    caller.token = (await issue({ api }, own, wish)).token;
  };
  const caller: Caller = { name: `token: ${name}`, token: null, account: own, renew, verdict };
  await renew();
  return caller;
}

/** An API token its owner makes; every scope unless `wish` says otherwise. */
async function issue(
  { api }: Pick<Maker, "api">,
  owner: { readonly email: string; readonly password: string },
  wish: object,
): Promise<{ id: string; token: string }> {
  const body = { name: fresh("matrix"), scopes: SCOPES, ...wish };
  const made = await api.call("POST", "/api/v1/tokens", { token: await api.login(owner), body });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  return made.body;
}

/** The token of an administrator that worked until `end`. */
async function ended(
  maker: Maker,
  name: string,
  end: (ownerId: string, tokenId: string) => Promise<unknown>,
): Promise<Caller> {
  const owner = await person(maker, { role: "admin" });
  const own = { email: owner.email, password: PASSWORD };
  const made = await issue(maker, own, {});
  const works = await maker.api.call("GET", "/api/v1/me", { token: made.token });
  if (works.status !== 200) throw new Error(`the ${name} never worked`);
  await end(owner.id, made.id);
  return {
    name,
    token: made.token,
    account: own,
    renew: async () => undefined,
    verdict: asNobody,
  };
}

/** The session of an administrator that worked until its owner was disabled. */
async function endedSession(
  maker: Maker,
  end: (ownerId: string) => Promise<unknown>,
): Promise<Caller> {
  const owner = await person(maker, { role: "admin" });
  const caller = await session(maker, "session of somebody disabled", owner, asNobody);
  await end(owner.id);
  return { ...caller, renew: async () => undefined };
}
