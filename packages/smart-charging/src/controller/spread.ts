/** A share of the lease in [0, 0.2) by which renewals of different EVSEs are spread. */
export function spread(evse: string): number {
  let hash = 0;
  for (const letter of evse) hash = (hash * 31 + letter.codePointAt(0)!) % 1_000;
  return hash / 5_000;
}
