/** How many runs of each project are at work here. */
export class Tally {
  readonly #counts = new Map<string, number>();

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  add(projectId: string): void {
    this.#counts.set(projectId, (this.#counts.get(projectId) ?? 0) + 1);
  }

  remove(projectId: string): void {
    const left = (this.#counts.get(projectId) ?? 0) - 1;
    if (left > 0) this.#counts.set(projectId, left);
    else this.#counts.delete(projectId);
  }
}
