import { isList, type JsonValue } from "../json.ts";

/** Shorter values are not masked: they stand in too many innocent texts. Counted without line breaks. */
const SHORTEST_MASKED = 4;
/** A line of a longer secret, or a text in a secret that is JSON, is a secret of its own from this length on. */
const SHORTEST_PART = 8;
/** Longer values, which are certificates and the like, are looked for in their usual forms only. */
const MANY_FORMS_UP_TO = 4096;

/**
 * Every text a secret may show as: itself, its lines, the texts in it where it is JSON, and each of these as base64,
 * base64url, percent-encoded, JSON-escaped and HTML-escaped by the usual libraries. Without line breaks, which are
 * nothing to the search. Empty for values too short to be masked.
 */
export function formsOf(secret: string): ReadonlySet<string> {
  const forms = new Set<string>();
  for (const value of valuesIn(secret)) {
    if (withoutBreaks(value).length < SHORTEST_MASKED) continue;
    for (const form of value.length > MANY_FORMS_UP_TO ? usualForms(value) : allForms(value)) {
      const text = withoutBreaks(form);
      if (text.length >= SHORTEST_MASKED) forms.add(text);
    }
  }
  return forms;
}

/** The text without CR and LF. */
export function withoutBreaks(text: string): string {
  return text.replaceAll(/[\r\n]/g, "");
}

function valuesIn(secret: string): Set<string> {
  const parts = [...secret.split(/[\r\n]+/).map((line) => line.trim()), ...textsInJson(secret)];
  return new Set([secret, secret.trim(), ...parts.filter((part) => part.length >= SHORTEST_PART)]);
}

/** A target that is sent a JSON key file echoes it as an object, in which the file's own text is nowhere. */
function textsInJson(secret: string): string[] {
  if (!/^\s*[[{]/.test(secret)) return [];
  try {
    return leaves(JSON.parse(secret) as JsonValue, 20);
  } catch {
    return [];
  }
}

function leaves(value: JsonValue, depth: number): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || depth < 1) return [];
  const items: readonly JsonValue[] = isList(value) ? value : Object.values(value);
  return items.flatMap((item) => leaves(item, depth - 1));
}

function usualForms(value: string): string[] {
  return [value, jsonEscaped(value), percent(value, COMPONENT), ...base64Forms(utf8(value))];
}

function allForms(value: string): string[] {
  const bytes = utf8(value);
  const base64 = base64Forms(bytes);
  const encoded = PERCENT_KEEPS.map((keep) => percent(value, keep));
  const form = percent(value, FORM).replaceAll("%20", "+");
  return [
    value,
    // Bytes of UTF-8 read as Latin-1, as header values are.
    binary(bytes),
    // A URL writes its host small.
    value.toLowerCase(),
    value.toUpperCase(),
    ...jsonForms(value),
    ...htmlForms(value),
    ...withLowerHex([...encoded, form]),
    ...base64,
    ...base64.flatMap((text) => [
      ...withLowerHex([percent(text, COMPONENT)]),
      text.replaceAll("/", "\\/"),
    ]),
  ];
}

function jsonForms(value: string): string[] {
  const plain = jsonEscaped(value);
  const ascii = unicodeEscaped(plain, /[\u0080-\uffff]/g);
  const forHtml = unicodeEscaped(plain, /[<>&\u2028\u2029]/g);
  const singles = [plain, ascii, forHtml, unicodeEscaped(forHtml, /[\u0080-\uffff]/g)];
  const slashed = singles.map((text) => text.replaceAll("/", "\\/"));
  const once = [...singles, ...slashed];
  const upper = once.map((text) =>
    text.replaceAll(/\\u[0-9a-f]{4}/g, (e) => `\\u${e.slice(2).toUpperCase()}`),
  );
  // JSON within JSON, as logs of bodies are.
  return [...once, ...upper, ...once.map(jsonEscaped)];
}

function jsonEscaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

function unicodeEscaped(text: string, characters: RegExp): string {
  return text.replaceAll(
    characters,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function htmlForms(value: string): string[] {
  const named = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const quoted = named.replaceAll('"', "&quot;");
  return [
    named,
    quoted,
    quoted.replaceAll("'", "&#39;"),
    quoted.replaceAll("'", "&#x27;"),
    named.replaceAll('"', "&#34;").replaceAll("'", "&#39;"),
  ];
}

/** What `encodeURIComponent` leaves alone, RFC 3986, Python's quote, and paths and queries as WHATWG URL writes them. */
const COMPONENT = /[A-Za-z0-9\-_.!~*'()]/;
const PERCENT_KEEPS = [
  COMPONENT,
  /[A-Za-z0-9\-_.~]/,
  /[A-Za-z0-9\-_.~/]/,
  /[A-Za-z0-9\-_.!~*'();/?:@&=+$,#]/,
  /[!$-;=?-~]/,
  /[!$-&(-;=?-~]/,
  /[!$-;=@-\]_a-z|~]/,
];
const FORM = /[A-Za-z0-9*\-._]/;

function percent(value: string, keep: RegExp): string {
  return Array.from(utf8(value), (byte) => {
    const character = String.fromCharCode(byte);
    if (byte < 128 && keep.test(character)) return character;
    return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }).join("");
}

function withLowerHex(texts: readonly string[]): string[] {
  return [
    ...texts,
    ...texts.map((text) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())),
  ];
}

/**
 * Base64 of the bytes, and what is sure to be in the base64 of anything that has them in it: three groups of bits, by
 * where in a group of three bytes they begin, without the letters that neighbours have a part in.
 */
function base64Forms(bytes: Uint8Array): string[] {
  const whole = btoa(binary(bytes));
  const inside = [0, 1, 2].map((before) => {
    const padded = new Uint8Array(before + bytes.length);
    padded.set(bytes, before);
    const bits = padded.length * 8;
    return btoa(binary(padded)).slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
  });
  const standard = [whole, whole.replaceAll("=", ""), ...inside];
  const url = standard.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  return [...standard, ...url];
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** One character per byte. */
function binary(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}
