import type { Location } from "@cpokit/model";
import { carried, mergeRule, type Collection, type MergePart } from "@cpokit/storage";

/**
 * How the locations of an application are merged into another tenant (F24).
 *
 * @param evseIndex the index of the collection by EVSE uid, which no other place may ever have (I24)
 */
export function locationsMerge(locations: Collection<Location>, evseIndex: string): MergePart {
  return {
    kinds: [
      { kind: "location", isTaken: async (reader, name) => (await reader.get(locations, name)) !== undefined },
      { kind: "evse", isTaken: async (reader, name) => (await reader.find(locations, { index: evseIndex, prefix: [name], limit: 1 })).items.length > 0 },
    ],
    rules: [
      mergeRule(locations, {
        names: ({ id, body }) => [{ kind: "location", name: id }, ...body.evses.map((evse) => ({ kind: "evse", name: evse.id }))],
        carry: ({ id, body }, names) => {
          const evses = body.evses.map((evse) => ({ ...evse, id: names.of("evse", evse.id), stationId: names.of("station", evse.stationId) }));
          const own = names.of("location", id);
          return [carried(locations, own, { ...body, id: own, evses })];
        },
      }),
    ],
  };
}
