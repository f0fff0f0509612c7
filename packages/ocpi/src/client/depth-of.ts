/** How deep JSON nests; beyond `enough` it is not counted further. */
export function depthOf(value: unknown, enough: number): number {
  if (typeof value !== "object" || value === null) return 0;
  if (enough < 0) return 1;
  let deepest = 0;
  for (const inner of Object.values(value)) {
    if (typeof inner === "object" && inner !== null) deepest = Math.max(deepest, depthOf(inner, enough - 1));
  }
  return deepest + 1;
}
