/** The host's wall clock in milliseconds since 1970: for signatures others check, never for anything that is stored or decided. */
export function hostNow(): number {
  return Date.now();
}
