import { v21, type NetworkConnectionProfileType } from "@cpokit/ocpp/v21";
import { answers } from "../station/answers.ts";
import type { Answer } from "../station/dialect.ts";
import type { SettingValue } from "../station/setting-value.ts";

/** The slots of network profiles that a station has. */
const SLOTS: ReadonlySet<number> = new Set([1, 2, 3]);

/** How a station is told to connect (B09, B10): its profiles by slot, and the order in which they are tried. */
export interface NetworkProfiles {
  readonly answers: readonly (readonly [string, Answer])[];
  /** NetworkConfigurationPriority. */
  readonly priority: SettingValue;
  /** The profiles in the order in which they are tried; nothing in the place of a slot where none was set, which stands for how the station was installed. */
  order(): readonly (NetworkConnectionProfileType | undefined)[];
}

export function createNetworkProfiles(): NetworkProfiles {
  const profiles = new Map<number, NetworkConnectionProfileType>();
  let priority = "1";
  return {
    priority: {
      get: () => priority,
      set(value) {
        if (value === "" || !value.split(",").every((slot) => SLOTS.has(Number(slot)))) return false;
        priority = value;
        return true;
      },
    },
    order: () => priority.split(",").map((slot) => profiles.get(Number(slot))),
    answers: [
      answers(v21.action("SetNetworkProfile"), ({ configurationSlot, connectionData }) => {
        if (!SLOTS.has(configurationSlot)) return { status: "Rejected", statusInfo: { reasonCode: "InvalidConfSlot" } };
        profiles.set(configurationSlot, connectionData);
        return { status: "Accepted" };
      }),
    ],
  };
}
