import { accumulate, emptyMeter, energyOf } from "@cpokit/metering";
import { instant } from "@cpokit/kernel";
import type { Reading } from "@cpokit/model";

const nine = Date.UTC(2026, 10, 21, 9, 0);
const register = (minute: number, value: string, unit: string, context: string): Reading =>
  ({ at: instant(nine + minute * 60_000), value, unit, measurand: "Energy.Active.Import.Register", context });

// The samples say kWh but count Wh; begin and end are right.
const metered = accumulate(emptyMeter, [
  register(0, "1200000", "Wh", "Transaction.Begin"),
  register(1, "1200180", "kWh", "Sample.Periodic"),
  register(2, "1200.36", "kWh", "Sample.Periodic"),
  register(3, "1200540", "Wh", "Transaction.End"),
], { maxPower: 11_000 });

export const energy = energyOf(metered.state);
export const registers = metered.points.map((point) => point.register);
export const why = metered.quarantined.map((one) => `${one.code}: ${one.reason}`);
