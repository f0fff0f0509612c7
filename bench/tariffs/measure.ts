/** CPU time of one item, in microseconds: contestants take turns, and the best round of each counts, for the machine is never alone. */
export function measure(contestants: Readonly<Record<string, () => void>>, items: number, rounds: number): Readonly<Record<string, number>> {
  const best: Record<string, number> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of Object.entries(contestants)) {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      best[name] = Math.min(best[name] ?? Infinity, (user + system) / items);
    }
  }
  return best;
}

export function print(name: string, microseconds: number, note: string): void {
  console.log(`${name.padEnd(44)}${Math.round(1e6 / microseconds).toLocaleString("en").padStart(12)}/s   ${note}`);
}
