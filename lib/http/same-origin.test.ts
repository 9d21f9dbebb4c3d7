import { expect, it } from "vitest";
import { isOwnOrigin } from "./same-origin.ts";

const PUBLIC = "https://punctual.example";

it.each([
  ["the public address", { origin: PUBLIC }, PUBLIC, true],
  [
    "the host the browser addressed",
    { origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" },
    "http://localhost:3000",
    true,
  ],
  [
    "another port of that host",
    { origin: "http://127.0.0.1:4000", host: "127.0.0.1:3000" },
    "http://localhost:3000",
    false,
  ],
  [
    "a name that begins like the host",
    { origin: "http://own.test.evil.example", host: "own.test" },
    "http://localhost:3000",
    false,
  ],
  [
    "a page over http of an https installation",
    { origin: "http://punctual.example", host: "punctual.example" },
    PUBLIC,
    false,
  ],
  [
    "a name that begins like the public address",
    { origin: `${PUBLIC}.evil.example` },
    PUBLIC,
    false,
  ],
  [
    "another protocol of that host",
    { origin: "ftp://127.0.0.1:3000", host: "127.0.0.1:3000" },
    "http://localhost:3000",
    false,
  ],
  ["null", { origin: "null", host: "null" }, PUBLIC, false],
  ["nothing", { host: "punctual.example" }, PUBLIC, false],
])("judges %s", (_what, headers, publicUrl, expected) => {
  expect(isOwnOrigin(new Headers(headers), publicUrl)).toBe(expected);
});
