import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formsOf } from "./forms.ts";
import { createMasker, type Masker } from "./masker.ts";

const SECRET = 'p@ss/w"örd+\\ <1>';

function maskerOf(...secrets: string[]): Masker {
  const masker = createMasker(secrets);
  if (masker === null) throw new Error("nothing to mask");
  return masker;
}

const base64 = (text: string, encoding: "base64" | "base64url" = "base64") =>
  Buffer.from(text).toString(encoding);

describe("forms of a secret", () => {
  const masker = maskerOf(SECRET);
  it.each([
    ["itself", SECRET],
    ["base64", base64(SECRET)],
    ["base64url", base64(SECRET, "base64url")],
    ["percent-encoded", encodeURIComponent(SECRET)],
    [
      "percent-encoded in small letters",
      encodeURIComponent(SECRET).replace(/%../g, (c) => c.toLowerCase()),
    ],
    ["a form", new URLSearchParams({ v: SECRET }).toString().slice(2)],
    ["a query", new URL(`http://x/?${SECRET}`).search.slice(1)],
    ["JSON", JSON.stringify(SECRET).slice(1, -1)],
    ["JSON within JSON", JSON.stringify(JSON.stringify(SECRET)).slice(3, -3)],
    ["JSON in ASCII", JSON.stringify(SECRET).slice(1, -1).replace("ö", "\\u00f6")],
    ["JSON in ASCII, capitals", JSON.stringify(SECRET).slice(1, -1).replace("ö", "\\u00F6")],
    ["JSON with its slashes escaped", JSON.stringify(SECRET).slice(1, -1).replace("/", "\\/")],
    ["UTF-8 read as Latin-1", Buffer.from(SECRET).toString("latin1")],
    ["HTML", "p@ss/w&quot;örd+\\ &lt;1&gt;"],
  ])("covers %s", (_, form) => {
    expect(masker.text(`a ${form} z`)).toBe("a *** z");
  });

  it("covers the path of a URL", () => {
    const secret = 'p@ss w"örd^{1}';
    const { pathname } = new URL(`http://x/${secret}`);
    expect(maskerOf(secret).text(pathname)).toBe("/***");
  });

  it.each([0, 1, 2, 3, 4, 5])("covers base64 of a text that holds it after %i bytes", (before) => {
    const plain = "correct horse battery";
    for (const encoding of ["base64", "base64url"] as const) {
      const text = base64(`${"u".repeat(before)}${plain}:and more`, encoding);
      const masked = maskerOf(plain).text(text);
      const visible = masked.split("***").map((part) => Buffer.from(part, "base64").toString());
      expect(masked).toContain("***");
      expect(visible.join(" ")).not.toMatch(/corr|batt|horse/);
    }
  });

  it("covers what spans lines, wherever they are broken", () => {
    const key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQ\n-----END KEY-----\n";
    const masker = maskerOf(key);
    expect(masker.text(`it is ${key}.`)).toBe("it is ***\n.");
    expect(masker.text("12:00 MIIEvQIBADANBgkq")).toBe("12:00 ***");
    const wrapped = base64(key).replace(/(.{20})/g, "$1\r\n");
    expect(masker.text(`<${wrapped}>`)).toBe("<***>");
  });

  it("covers the texts of a secret that is JSON", () => {
    const secret = JSON.stringify({ type: "account", keys: ["hunter2hunter2"] });
    expect(maskerOf(secret).deep({ echo: JSON.parse(secret) })).toEqual({
      echo: { type: "account", keys: ["***"] },
    });
  });

  it("leaves texts alone in which fewer than four characters would be covered", () => {
    expect(createMasker(["", "abc", "a\nb\n"])).toBeNull();
    expect(maskerOf("abc", "abcd").text("abc abcd abc")).toBe("abc *** abc");
  });
});

describe("the search", () => {
  it("finds what comparing at every place finds, however secrets overlap", () => {
    const piece = fc.constantFrom("a", "b", "ab", "ba", "c");
    const text = (most: number) => fc.array(piece, { maxLength: most }).map((all) => all.join(""));
    fc.assert(
      fc.property(fc.array(text(5), { minLength: 1, maxLength: 4 }), text(40), (secrets, whole) => {
        const forms = secrets.flatMap((secret) => [...formsOf(secret)]);
        const masked = createMasker(secrets)?.text(whole) ?? whole;
        expect(masked).toBe(comparedEverywhere(whole, forms));
      }),
      { numRuns: 3000 },
    );
  });
});

function comparedEverywhere(text: string, forms: readonly string[]): string {
  const covered = new Set<number>();
  for (const form of forms)
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1))
      for (let each = at; each < at + form.length; each += 1) covered.add(each);
  return [...text]
    .map((c, at) => (covered.has(at) ? (covered.has(at - 1) ? "" : "***") : c))
    .join("");
}

describe("values", () => {
  it("are masked in names, texts and numbers", () => {
    const masked = maskerOf("12345678", "token-1").deep({
      n: 12345678,
      m: 1,
      list: ["a token-1", null, true],
      "token-1": 1,
      "is token-1": { "token-1": 2, "***": 3 },
    });
    expect(masked).toEqual({
      n: "***",
      m: 1,
      list: ["a ***", null, true],
      "***": 1,
      "is ***": { "***": 2, "*** 2": 3 },
    });
  });

  it("that were cut off may end in the middle of a secret", () => {
    const masker = maskerOf("super-secret-value");
    expect(masker.deep({ truncated: true, body: "it is super-sec" })).toMatchObject({
      body: "it is ***",
    });
    expect(masker.deep({ truncated: false, body: "it is super-sec" })).toMatchObject({
      body: "it is super-sec",
    });
  });

  it("keep a member that is called __proto__", () => {
    const value = JSON.parse('{"__proto__": "token-1"}');
    expect(JSON.stringify(maskerOf("token-1").deep(value))).toBe('{"__proto__":"***"}');
  });
});

describe("lines", () => {
  const feed = (masker: Masker, texts: readonly string[]) => {
    const lines = masker.lines();
    return { during: texts.map((text) => lines.write(text)), atEnd: lines.end(true) };
  };

  it("come out at once unless they end within a secret", () => {
    const { during, atEnd } = feed(maskerOf("super-secret"), [
      "one s",
      "two super",
      "-secret!",
      "super",
    ]);
    expect(during).toEqual([["one s"], [], ["two ***", "***!"], []]);
    expect(atEnd).toEqual(["***"]);
  });

  it("are let go, in order, when the beginning goes on otherwise", () => {
    const { during } = feed(maskerOf("super-secret"), ["a super", "", "-market"]);
    expect(during).toEqual([[], [], ["a super", "", "-market"]]);
  });

  it("tell the first three characters at most of a secret that is cut in two", () => {
    const { during } = feed(maskerOf("super-secret"), ["a sup", "er-secret", "b"]);
    expect(during).toEqual([["a sup"], ["***"], ["b"]]);
    expect(feed(maskerOf("wxyz"), ["w", "xyz", "wx", "yz"]).during).toEqual([
      ["w"],
      ["***"],
      [],
      ["***", "***"],
    ]);
  });

  it("say the same however the text is cut", () => {
    const secrets = ["abab", "ababbaab", "ba\nbc", "accc/c"];
    const masker = maskerOf(...secrets);
    const texts = fc.array(fc.constantFrom("a", "b", "c", "\n", "/", ...secrets), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(texts, fc.array(fc.nat(60)), (pieces, cuts) => {
        const whole = pieces.join("");
        const { during, atEnd } = feed(masker, cutAt(whole, cuts));
        const out = [...during.flat(), ...atEnd];
        expect(out).toHaveLength(cutAt(whole, cuts).length);
        expect(collapsed(out.join(""))).toMatch(sameButForBeginnings(masker.text(whole, true)));
      }),
      { numRuns: 2000 },
    );
  });

  it("never hold a form of a secret, however the text is cut", () => {
    const secrets = fc.string({ minLength: 4, maxLength: 40, unit: "grapheme" });
    fc.assert(
      fc.property(
        secrets,
        fc.string(),
        fc.string(),
        fc.array(fc.nat(200)),
        (secret, a, z, cuts) => {
          const masker = createMasker([secret]);
          if (masker === null) return;
          const forms = [
            secret,
            encodeURIComponent(secret),
            JSON.stringify(secret).slice(1, -1),
            base64(secret),
          ];
          const whole = forms.map((form) => `${a}${form}${z}`).join(" ");
          const { during, atEnd } = feed(masker, cutAt(whole, cuts));
          const out = [...during.flat(), ...atEnd].join("");
          for (const form of forms)
            if (!a.includes(form) && !z.includes(form)) expect(out).not.toContain(form);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("take time in proportion to the text, whatever secret and text are", () => {
    const masker = maskerOf("a".repeat(32_000));
    const lines = masker.lines();
    const started = performance.now();
    for (let written = 0; written < 1_048_576; written += 1_000)
      lines.write("a".repeat(999) + (written % 31_000 === 0 ? "b" : "a"));
    lines.end();
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

function cutAt(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort((a, b) => a - b);
  return [...places, text.length].map((to, index) => text.slice(places[index - 1] ?? 0, to));
}

/** Line breaks beside a mask belong to it or not, as the cuts have it. */
function collapsed(text: string): string {
  return text.replaceAll(/[\n]/g, "").replaceAll(/(\*\*\*)+/g, "***");
}

function sameButForBeginnings(text: string): RegExp {
  const parts = collapsed(text)
    .split("***")
    .map((part) => part.replaceAll("/", "\\/"));
  return new RegExp(`^${parts.join("([abc/]{0,3}\\*\\*\\*)+")}$`);
}
