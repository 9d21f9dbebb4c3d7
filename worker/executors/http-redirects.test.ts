import { expect, it } from "vitest";
import { attempt, codeOf, resultOf } from "./http/test-execution.ts";
import { startRecorder } from "./http/test-target.ts";

/** A target where `/301/path` redirects to `/path` with status 301, and other paths answer 200. */
function startHops(elsewhere?: string) {
  return startRecorder((request, response) => {
    const [, status, rest] = /^\/(3\d\d)\/(.*)$/.exec(request.url ?? "") ?? [];
    if (status === undefined) response.end("arrived");
    else
      response.writeHead(Number(status), { location: `${elsewhere ?? ""}/${rest}` }).end("moved");
  });
}

const SECRET = {
  Authorization: "Bearer s",
  Cookie: "s=1",
  "X-Api-Key": "s",
  "Accept-Language": "de",
};
const signingSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZg==";

it("is not followed unless asked for", async () => {
  const target = await startHops();
  const { outcome } = await attempt({ url: `${target.origin}/302/end` });
  expect(outcome).toMatchObject({ outcome: "failed", retryable: false, error: { code: "status" } });
  expect(resultOf(outcome)).toMatchObject({ status: 302, body: "moved" });
  expect(target.received).toHaveLength(1);
});

it("is followed three times and no further", async () => {
  const target = await startHops();
  const config = { followRedirects: true };
  const three = await attempt({ ...config, url: `${target.origin}/302/307/301/end` });
  expect(resultOf(three.outcome)).toMatchObject({ status: 200, body: "arrived" });
  const four = await attempt({ ...config, url: `${target.origin}/302/307/301/308/end` });
  expect(codeOf(four.outcome)).toBe("status");
  expect(target.received).toHaveLength(8);
});

it.each([
  [301, "POST", "GET"],
  [302, "POST", "GET"],
  [303, "POST", "GET"],
  [303, "PUT", "GET"],
  [303, "HEAD", "HEAD"],
  [301, "PUT", "PUT"],
  [302, "DELETE", "DELETE"],
  [307, "POST", "POST"],
  [308, "POST", "POST"],
])("with %i makes %s a %s", async (status, method, next) => {
  const target = await startHops();
  const body = method === "HEAD" ? null : { a: 1 };
  const url = `${target.origin}/${status}/end`;
  await attempt({ url, method, body, followRedirects: true });
  const second = target.received[1];
  expect(second?.method).toBe(next);
  const isKept = next === method && body !== null;
  expect(second?.body).toBe(isKept ? '{"a":1}' : "");
  expect(second?.headers["content-type"]).toBe(isKept ? "application/json" : undefined);
});

it("keeps credentials and signature on the same origin", async () => {
  const target = await startHops();
  const config = { url: `${target.origin}/307/end`, headers: SECRET, followRedirects: true };
  await attempt({ ...config, method: "POST", body: "x" }, { signingSecret });
  expect(target.received[1]?.headers).toMatchObject({
    authorization: "Bearer s",
    "x-api-key": "s",
  });
  expect(target.received[1]?.headers).toHaveProperty("webhook-signature");
});

it("drops everything that could be a credential on a change of origin", async () => {
  const other = await startHops();
  const target = await startHops(other.origin);
  const config = { url: `${target.origin}/307/end`, headers: SECRET, followRedirects: true };
  await attempt({ ...config, method: "POST", body: {} }, { signingSecret });
  const headers = other.received[0]?.headers;
  expect(headers).toMatchObject({ "accept-language": "de", "content-type": "application/json" });
  expect(headers).toHaveProperty("punctual-run-id");
  for (const name of ["authorization", "cookie", "x-api-key", "webhook-signature"]) {
    expect(headers).not.toHaveProperty(name);
  }
});

it("does not bring credentials back when a second redirect returns to the first origin", async () => {
  const first = await startRecorder((request, response) => {
    if (request.url === "/end") response.end();
    else response.writeHead(307, { location: `${second.origin}/back` }).end();
  });
  const second = await startRecorder((_request, response) => {
    response.writeHead(307, { location: `${first.origin}/end` }).end();
  });
  await attempt({ url: first.origin, headers: SECRET, followRedirects: true }, { signingSecret });
  expect(first.received[1]?.url).toBe("/end");
  expect(first.received[1]?.headers).not.toHaveProperty("authorization");
  expect(first.received[1]?.headers).not.toHaveProperty("webhook-signature");
});

it.each([{}, { location: "http://[" }])("without a usable Location fails: %j", async (headers) => {
  const target = await startRecorder((_request, response) =>
    response.writeHead(302, headers).end(),
  );
  const { outcome } = await attempt({ url: target.origin, followRedirects: true });
  expect(codeOf(outcome)).toBe("status");
});
