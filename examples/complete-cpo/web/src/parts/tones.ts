import type { ConnectorStateView } from "../../../src/wire/station.ts";

/** The colour of a state, the same everywhere; words stand beside it always. */
export const stateColor: Readonly<Record<ConnectorStateView, string>> = {
  available: "teal", preparing: "cyan", occupied: "cyan", charging: "blue", suspendedEv: "violet", suspendedEvse: "orange", finishing: "violet", reserved: "yellow", unavailable: "gray", faulted: "red", unknown: "gray",
};

export const settlementColor: Readonly<Record<string, string>> = { none: "gray", rated: "cyan", held: "orange", sealed: "teal", corrected: "teal", waived: "gray", unpriced: "red" };
