import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** Something a document points at: a path from the root of the repository, and the line it stands in. */
export type Citation = Readonly<{ path: string; line: number }>;

const FOLDERS =
  /^(app|bench|cli|components|db|docs|lib|public|scripts|tests|worker|[.]ci|[.]github)(\/|$)/;
const FILE_NAME = /^[\w.@()[\]*-]+(\/[\w.@()[\]*-]+)*\/?$/;
const SOURCE_ENDING = /[.](ts|tsx|mjs|cjs|grit|sql|md|ya?ml|css)$/;

/**
 * The paths a document cites: what stands in backticks and looks like a path of this repository, and the
 * targets of its relative links. Patterns with `<placeholders>` name a shape, not a file, and are left out.
 */
export function citedPaths(markdown: string, document: string): Citation[] {
  return proseLines(markdown).flatMap(({ text, line }) =>
    [...codePaths(text), ...linkTargets(text, document)].map((path) => ({ path, line })),
  );
}

/** One line for each cited path that does not exist under `root`, as `document:line cites path`. */
export function missingPaths(root: string, documents: readonly string[]): string[] {
  return documents.flatMap((document) =>
    citedPaths(readFileSync(join(root, document), "utf8"), document)
      .filter(({ path }) => !exists(root, path))
      .map(({ path, line }) => `${document}:${line} cites ${path}, which does not exist`),
  );
}

/** The lines outside fenced blocks, numbered from 1. */
function proseLines(markdown: string): { text: string; line: number }[] {
  let fenced = false;
  return markdown.split("\n").flatMap((text, index) => {
    const fence = text.trimStart().startsWith("```");
    if (fence) fenced = !fenced;
    return fence || fenced ? [] : [{ text, line: index + 1 }];
  });
}

function codePaths(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)]
    .map(([, code = ""]) => code.replace(/:\d+$/, ""))
    .filter(isRepositoryPath);
}

function linkTargets(text: string, document: string): string[] {
  return [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^([a-z]+:|\/)/.test(target))
    .map((target) => normalize(join(dirname(document), target)));
}

function isRepositoryPath(text: string): boolean {
  if (!FILE_NAME.test(text)) return false;
  return (text.includes("/") && FOLDERS.test(text)) || SOURCE_ENDING.test(text);
}

function exists(root: string, path: string): boolean {
  if (existsSync(join(root, path))) return true;
  return path.includes("*") && globSync(path, { cwd: root }).length > 0;
}
