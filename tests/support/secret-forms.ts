/** Five values of different trouble, and the one that is short. */
export const PLANTED = {
  SHORT: "aZ9!x",
  LONG: Array.from({ length: 30 }, (_, n) => `part-${n * 7919}-of/a+long=key`).join(":"),
  UNICODE: "пароль-Ünï-密码🔑",
  QUOTED: "he said \"no\"\nand went to C:\\temp\twith <b> & 'co'",
  BASE64: "c2VjcmV0K2tleS8vd2l0aD09+/zQ==",
} as const;

/** What nobody may find: written by hand, apart from the rules of the product. */
export function forbiddenForms(value: string): string[] {
  const bytes = Buffer.from(value);
  const json = JSON.stringify(value).slice(1, -1);
  const component = encodeURIComponent(value);
  const ascii = [...json].map((c) => (c < "\x7f" ? c : escaped(c))).join("");
  return [
    value,
    json,
    ascii,
    JSON.stringify(json).slice(1, -1),
    component,
    component.replaceAll(/%../g, (code) => code.toLowerCase()),
    new URLSearchParams({ v: value }).toString().slice(2),
    bytes.toString("base64"),
    bytes.toString("base64url"),
    bytes.toString("latin1"),
    ...[1, 2, 3].map((before) => inside("u".repeat(before), bytes)),
    ...value.split("\n").filter((line) => line.length >= 8),
  ];
}

/** The part of the base64 of a longer text that depends on the value alone, a little shorter than it might be. */
function inside(before: string, bytes: Buffer): string {
  const whole = Buffer.concat([Buffer.from(before), bytes, Buffer.from("~~~")]).toString("base64");
  const first = Math.ceil((before.length * 8) / 6);
  return whole.slice(first, Math.floor(((before.length + bytes.length) * 8) / 6));
}

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");
}

const FORMS = Object.entries(PLANTED).flatMap(([name, value]) =>
  [...new Set(forbiddenForms(value))].map((form) => ({
    name,
    form,
    flat: form.replaceAll("\n", ""),
  })),
);

/** Which planted values a text shows, and how. Empty is what is wanted. */
export function findPlanted(text: string): string[] {
  const flat = text.replaceAll(/\r?\n/g, "");
  return FORMS.filter((each) => text.includes(each.form) || flat.includes(each.flat)).map(
    ({ name, form }) => `${name} as ${form.slice(0, 60)}`,
  );
}
