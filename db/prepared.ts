import type postgres from "postgres";

/** What drizzle uses of the driver: statements by their text, and transactions. */
type Client = postgres.Sql | postgres.TransactionSql;

/**
 * The same client, with every parameterized statement prepared once per connection. The statements of a worker are
 * few and long: parsing and planning them anew cost more than running them for a single run. Needs connections
 * that stay with their session; a transaction pooler does not give those.
 */
export function preparing<C extends Client>(client: C): C {
  return new Proxy(client, {
    get(target, name, receiver) {
      if (name === "unsafe") return prepareUnsafe(target);
      if (name === "begin" || name === "savepoint") return enterWith(target, name);
      return Reflect.get(target, name, receiver);
    },
  });
}

function prepareUnsafe(client: Client): postgres.Sql["unsafe"] {
  // Without parameters the driver sends text in the simple protocol, which knows no preparation.
  return (text, parameters = [], options = {}) =>
    client.unsafe(text, parameters, {
      ...options,
      ...(parameters.length > 0 ? { prepare: true } : {}),
    });
}

function enterWith(client: Client, name: "begin" | "savepoint") {
  const enter: unknown = Reflect.get(client, name);
  return (...given: unknown[]): unknown => {
    if (typeof enter !== "function") throw new TypeError(`the client has no ${name}`);
    const work = given.at(-1);
    if (typeof work !== "function") return enter.apply(client, given);
    const prepared = (inner: postgres.TransactionSql): unknown => work(preparing(inner));
    return enter.apply(client, [...given.slice(0, -1), prepared]);
  };
}
