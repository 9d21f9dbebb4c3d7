import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../json.ts";
import type { Executor } from "../policies.ts";
import { checkExecutorConfig, checkRenderedConfig } from "./executor-config.ts";

const url = "https://x.example/a";
const saved = (executor: Executor, config: JsonValue) =>
  checkExecutorConfig(executor, config).map(({ pointer }) => pointer);
const rendered = (executor: Executor, config: JsonValue, masked = false) =>
  checkRenderedConfig(executor, config, { masked }).map(({ pointer }) => pointer);
const http = (more: JsonObject) => ({ method: "GET", url, ...more });

describe("configurations that are right", () => {
  it.each<[Executor, JsonObject]>([
    [
      "http",
      {
        method: "POST",
        url,
        headers: { "Content-Type": "text/plain" },
        body: "x",
        expectStatus: ["2xx", "404"],
        followRedirects: true,
        sign: true,
        mode: "callback",
        cancelUrl: "http://y.example:8080",
      },
    ],
    [
      "email",
      {
        to: "a@b.example",
        cc: ["Ops <ops@b.example>"],
        bcc: ["c@d.example"],
        subject: "s",
        text: "a\nb",
        html: "<p>",
        from: "x@y.example",
      },
    ],
    [
      "email",
      {
        to: '"Doe, J." <a@b.example>, Ops <c@d.example>',
        cc: "",
        bcc: " ",
        subject: "Grüße",
      },
    ],
    [
      "container",
      {
        image: "alpine:3",
        command: ["echo", ""],
        env: { A: "1", B: 2, C: true },
        workingDir: "/x",
        memoryMb: 64,
        cpus: 0.5,
        pidsLimit: 10,
        readOnly: true,
        network: "jobs",
        pull: "always",
        registrySecret: "REG",
      },
    ],
    ["container", { image: "alpine", command: "echo hi" }],
    ["external", { task: "resize", payload: { any: ["thing"] }, transport: "rabbitmq" }],
  ])("%s", (executor, config) => {
    expect(saved(executor, config)).toEqual([]);
    expect(rendered(executor, config)).toEqual([]);
  });
});

describe("faults, the same when saved and when rendered", () => {
  it.each<[Executor, JsonValue, string[]]>([
    ["http", {}, ["/method", "/url"]],
    ["http", [], [""]],
    ["http", http({ nope: 1 }), ["/nope"]],
    ["http", http({ method: "get" }), ["/method"]],
    ["http", http({ url: "" }), ["/url"]],
    ["http", http({ url: "x.example/a" }), ["/url"]],
    ["http", http({ url: "file:///etc/passwd" }), ["/url"]],
    ["http", http({ url: "javascript:alert(1)" }), ["/url"]],
    ["http", http({ url: "https://user:secret@x.example" }), ["/url"]],
    ["http", http({ url: "https://x.example/a b" }), ["/url"]],
    ["http", http({ url: "https://exa mple" }), ["/url"]],
    ["http", http({ cancelUrl: "ftp://x.example" }), ["/cancelUrl"]],
    ["http", http({ headers: { "a b": "c" } }), ["/headers/a b"]],
    ["http", http({ headers: { a: "b\r\nc: d" } }), ["/headers/a"]],
    ["http", http({ headers: { a: "snow ☃" } }), ["/headers/a"]],
    ["http", http({ headers: { a: 1 } }), ["/headers/a"]],
    ["http", http({ headers: { "X-A": "1", "x-a": "2" } }), ["/headers/x-a"]],
    ["http", http({ headers: { "Transfer-Encoding": "chunked" } }), ["/headers/Transfer-Encoding"]],
    ["http", http({ headers: { "Punctual-Run-Id": "x" } }), ["/headers/Punctual-Run-Id"]],
    ["http", http({ expectStatus: ["2xx", "600"] }), ["/expectStatus/1"]],
    ["http", http({ expectStatus: [] }), ["/expectStatus"]],
    ["http", http({ mode: "async" }), ["/mode"]],
    ["http", http({ sign: "yes" }), ["/sign"]],
    ["email", { to: "a@b.example" }, ["/subject"]],
    ["email", { to: ["a@b.example", "nobody"], subject: "s" }, ["/to/1"]],
    ["email", { to: [], subject: "s" }, ["/to"]],
    ["email", { to: "a@b.example\nBcc: c@d.example", subject: "s" }, ["/to"]],
    ["email", { to: "a@b.example", subject: "s\r\nBcc: c@d.example" }, ["/subject"]],
    ["email", { to: "a@b.example", subject: "s\0" }, ["/subject"]],
    ["email", { to: " ", subject: "s" }, ["/to"]],
    ["email", { to: "a@b.example, nobody", subject: "s" }, ["/to"]],
    ["email", { to: ["a@b.example, c@d.example"], subject: "s" }, ["/to/0"]],
    ["email", { to: "a@b.example", from: "a@b.example, c@d.example", subject: "s" }, ["/from"]],
    ["container", { command: [] }, ["/command", "/image"]],
    ["container", { image: "x", env: { A: null } }, ["/env/A"]],
    ["container", { image: "x", cpus: 0 }, ["/cpus"]],
    ["container", { image: "x", privileged: true }, ["/privileged"]],
    ["container", { image: "x", pull: "sometimes" }, ["/pull"]],
    ["external", { task: "" }, ["/task"]],
    ["external", { task: "t", transport: "kafka" }, ["/transport"]],
  ])("%s %j", (executor, config, pointers) => {
    expect(saved(executor, config).sort()).toEqual(pointers);
    expect(rendered(executor, config).sort()).toEqual(pointers);
  });
});

describe("placeholders", () => {
  it.each<[Executor, JsonObject]>([
    [
      "http",
      {
        method: "{{ params.m }}",
        url: "{{ params.u }}",
        headers: "{{ params.h }}",
        expectStatus: ["{{ params.s }}"],
        sign: "{{ params.b }}",
      },
    ],
    ["http", http({ url: "{{ params.base }}/x", headers: { a: "x {{ params.a }}" } })],
    ["http", http({ url: "https://{{ params.host }}:80/" })],
    [
      "email",
      { to: "{{ params.to }}", cc: ["x-{{ params.cc }}@b.example"], subject: "{{ params.s }}!" },
    ],
    [
      "container",
      { image: "x:{{ params.tag }}", memoryMb: "{{ params.m }}", env: { A: "{{ params.a }}" } },
    ],
  ])("pass in %s where their value might: %j", (executor, config) => {
    expect(saved(executor, config)).toEqual([]);
  });

  it.each<[Executor, JsonObject, string]>([
    ["http", http({ url: "ftp://{{ params.host }}/" }), "/url"],
    ["http", http({ url: "/path/{{ params.x }}" }), "/url"],
    ["http", http({ sign: "x{{ params.b }}" }), "/sign"],
    ["http", http({ headers: { a: "{{ params.x }}\r\nb: c" } }), "/headers/a"],
    ["container", { image: "x", memoryMb: "{{ params.m }}m" }, "/memoryMb"],
    ["email", { to: "a@b.example", subject: "{{ params.x }}\nBcc: y" }, "/subject"],
  ])("do not excuse in %s %j", (executor, config, pointer) => {
    expect(saved(executor, config)).toEqual([pointer]);
  });

  it("are no longer special after rendering", () => {
    expect(rendered("http", http({ sign: "{{ params.b }}" }))).toEqual(["/sign"]);
  });
});

describe("masked secrets", () => {
  it("are not judged by what covers them", () => {
    const config = http({
      url: "https://x.example/***",
      headers: { a: "Bearer ***" },
      mode: "***",
    });
    expect(rendered("http", config, true)).toEqual([]);
    expect(rendered("http", config).sort()).toEqual(["/mode"]);
    expect(rendered("http", http({ headers: { a: "€" } }))).toEqual(["/headers/a"]);
  });
});
