/** CPU milliseconds of one run: contestants take turns, and the best round of each counts, for the machine is never alone. */
export function measure(contestants: Readonly<Record<string, () => void>>, rounds: number): Readonly<Record<string, number>> {
  const best: Record<string, number> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(contestants)) {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      best[name] = Math.min(best[name] ?? Infinity, (user + system) / 1_000);
    }
  }
  return best;
}

export const percent = (part: number): string => `${(part * 100).toFixed(3)} %`;
