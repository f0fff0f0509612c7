import { Token, type StartedFact } from "@cpokit/model";
import { instant } from "@cpokit/kernel";

const token = Token.parse({ id: "T-1", value: "04A2B3C4", type: "RFID", status: "accepted" });

/** What a 1.6 StartTransaction says, in neutral words. */
export const started: StartedFact = {
  fact: "started",
  station: "S-1",
  evse: 1,
  connector: 1,
  numbering: "allocate",
  key: "start/1/04a2b3c4/2026-11-21T09:30:00Z/1200",
  token: { value: token.value },
  stationTime: instant(Date.UTC(2026, 10, 21, 9, 30)),
  receivedAt: instant(Date.UTC(2026, 10, 21, 9, 30, 1)),
  readings: [
    { at: instant(Date.UTC(2026, 10, 21, 9, 30)), value: "1200", measurand: "Energy.Active.Import.Register", unit: "Wh", context: "Transaction.Begin" },
  ],
};
