import type { StationCore } from "../station/core.ts";

/** Sends a list in numbered parts: seqNo 0, 1 …, and `tbc` on all but the last (2.x part 4, "tbc"). */
export function sendInParts<Item>(core: StationCore, action: string, items: readonly Item[], size: number, payload: (part: readonly Item[]) => object): void {
  const parts = Math.max(1, Math.ceil(items.length / size));
  for (let part = 0; part < parts; part += 1) {
    core.later(() => ({
      action,
      payload: { seqNo: part, generatedAt: core.stamp(core.now()), ...(part < parts - 1 ? { tbc: true } : {}), ...payload(items.slice(part * size, (part + 1) * size)) },
    }));
  }
}
