import type { Tx } from "../../../db/client.ts";
import { insertProject } from "../../../db/queries/projects.ts";
import { newId } from "../../platform/ids.ts";
import { newSigningSecret } from "./new-signing-secret.ts";

const LONGEST_STEM = 50;
/** Numbers tried before a slug gets letters nobody else has. */
const NUMBERS = 20;

/** Makes the project that is somebody's own; its slug comes from their address. Answers its id. */
export async function makePersonalProject(
  tx: Tx,
  { email, name }: { readonly email: string; readonly name: string },
): Promise<string> {
  const id = newId();
  const project = { id, name, signingSecret: newSigningSecret() };
  const stem = stemOf(email);
  for (let number = 1; number <= NUMBERS; number += 1) {
    const slug = number === 1 ? stem : `${stem}-${number}`;
    if (await insertProject(tx, { ...project, slug })) return id;
  }
  await insertProject(tx, { ...project, slug: `${stem}-${id.slice(-12)}` });
  return id;
}

function stemOf(email: string): string {
  const plain = email
    .slice(0, email.lastIndexOf("@"))
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST_STEM)
    .replaceAll(/^-+|-+$/g, "");
  return plain === "" ? "personal" : plain;
}
