import { expect, it } from "vitest";
import { readEnvironment } from "./environment.ts";
import { chooseTarget } from "./target.ts";

const NOTHING = readEnvironment({});
const STORED = { url: "https://a.example", token: "stored" };

it("takes flags before the environment before the stored login", () => {
  const environment = readEnvironment({
    PUNCTUAL_URL: "https://b.example/",
    PUNCTUAL_TOKEN: "env",
  });
  expect(chooseTarget({ url: "https://c.example/p/", token: "flag" }, environment, STORED)).toEqual(
    {
      url: "https://c.example/p",
      token: "flag",
    },
  );
  expect(chooseTarget({}, environment, STORED)).toEqual({ url: "https://b.example", token: "env" });
  expect(chooseTarget({}, NOTHING, STORED)).toEqual(STORED);
  expect(chooseTarget({}, NOTHING, null).url).toBe("http://localhost:3000");
});

it("gives a stored token to no other address", () => {
  expect(chooseTarget({ url: "https://b.example" }, NOTHING, STORED).token).toBeUndefined();
  expect(chooseTarget({ url: "http://a.example" }, NOTHING, STORED).token).toBeUndefined();
});

it.each([
  [{ url: "localhost:3000" }, "is not an address"],
  [{ url: "ftp://x" }, "is not an address"],
  [{ url: "http://me:pw@x" }, "no user and password"],
  [{ token: "a b" }, "token"],
])("refuses %j", (flags, message) => {
  expect(() => chooseTarget(flags, NOTHING, null)).toThrow(message);
});
