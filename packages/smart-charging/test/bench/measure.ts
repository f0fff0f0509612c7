/** CPU milliseconds for which each contestant runs at least: before that an engine has not compiled all of it. */
const WARM = 400;

/** CPU milliseconds of one run: contestants take turns, and the best round of each counts, for the machine is never alone. */
export function measure(contestants: Readonly<Record<string, () => void>>, rounds: number): Readonly<Record<string, number>> {
  const best: Record<string, number> = {};
  const spent: Record<string, number> = {};
  for (let round = 0; round < rounds || Object.values(spent).some((one) => one < WARM); round += 1) {
    for (const [name, work] of Object.entries(contestants)) {
      if (round >= rounds && spent[name]! >= WARM) continue;
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      const took = (user + system) / 1_000;
      best[name] = Math.min(best[name] ?? Infinity, took);
      spent[name] = (spent[name] ?? 0) + took;
    }
  }
  return best;
}

export const percent = (part: number): string => `${(part * 100).toFixed(3)} %`;
