/** What a secret's encryption is bound to: put in another row, project or name it does not decrypt. */
export function placeOf(secret: {
  readonly projectId: string;
  readonly id: string;
  readonly name: string;
}): string {
  return `secret/${secret.projectId}/${secret.id}/${secret.name}`;
}
