import { describe, expect, it } from "vitest";
import { envReader } from "./env-reader.ts";
import { readRabbitmqUrl } from "./rabbitmq-url.ts";

function read(text: string | undefined) {
  const reader = envReader(text === undefined ? {} : { RABBITMQ_URL: text });
  return { url: readRabbitmqUrl(reader), problems: reader.problems };
}

describe("the address of the broker", () => {
  it.each([
    "amqp://guest:guest@localhost:5672",
    "amqps://punctual:p%40ss@rabbit.example.com/jobs?heartbeat=30",
    "amqp://user:password@[::1]/%2F",
  ])("may be %s", (text) => {
    expect(read(text)).toEqual({ url: text, problems: [] });
  });

  it("may leave the user to what brokers come with", () => {
    expect(read("amqp://localhost:5673/jobs").url).toBe("amqp://guest:guest@localhost:5673/jobs");
  });

  it("may be absent", () => {
    expect(read(undefined)).toEqual({ url: null, problems: [] });
    expect(read("").url).toBeNull();
  });

  it.each([
    ["localhost", "is not a URL"],
    ["http://guest:guest@localhost", "begins with neither"],
    ["amqp://guest@localhost", "user without a password"],
    ["amqp://guest:secret@localhost/a/b", "has a virtual host or password with /"],
    ["amqp://guest:%zz@localhost", "encodes nothing"],
  ])("may not be %s, and is not repeated", (text, wrong) => {
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(wrong);
    expect(problems[0]).not.toContain("secret");
  });
});
