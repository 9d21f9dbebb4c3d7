/** The year an address names, or another where it names none that a calendar shows. */
export function yearIn(text: string | null, otherwise: number): number {
  const year = /^\d{4}$/.test(text ?? "") ? Number(text) : otherwise;
  return year >= 1970 && year <= 2199 ? year : otherwise;
}
