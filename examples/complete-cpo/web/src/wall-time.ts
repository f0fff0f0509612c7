/** What a field for date and time holds for a moment: the wall of that place, `2026-11-23T07:30`. */
export function wallOf(at: string | number, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }).format(new Date(at)).replace(" ", "T");
}

/** The moment that a field for date and time means on the wall of that place; of an hour that is repeated the second, of one that is skipped the time after. */
export function momentOf(wall: string, timeZone: string): string {
  const asUtc = Date.parse(`${wall}:00Z`);
  const offsetAt = (at: number): number => Date.parse(`${wallOf(at, timeZone)}:00Z`) - at;
  const guess = asUtc - offsetAt(asUtc);
  return new Date(asUtc - offsetAt(guess)).toISOString();
}
