/** Longest key; a suffix that makes it unique still fits behind the name's part. */
const MAX_KEY_LENGTH = 100;
const MAX_STEM_LENGTH = 80;
const FALLBACK = "job";

/** The key a job's name suggests: its letters and digits in lower case ASCII, hyphens between words. "Tagesübersicht 7" is `tagesubersicht-7`. */
export function keyFromName(name: string): string {
  const words = name
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .replaceAll("ß", "ss")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-");
  return trimHyphens(words.slice(0, MAX_STEM_LENGTH + 1)).slice(0, MAX_STEM_LENGTH) || FALLBACK;
}

/**
 * Keys to try in turn when others have the first: numbered ones, and at last one with `random` behind, which
 * nobody can have. `random` is made of lower-case letters and digits, at most 16 of them.
 */
export function keyCandidates(stem: string, random: string): string[] {
  const numbered = Array.from({ length: 19 }, (_, index) => `${stem}-${index + 2}`);
  return [stem, ...numbered, `${stem}-${random}`].map((key) => key.slice(0, MAX_KEY_LENGTH));
}

function trimHyphens(text: string): string {
  return text.replace(/^-|-$/g, "");
}
