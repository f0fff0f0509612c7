import type { Fault } from "./fault.ts";

/** A station that knows no charging profiles (smart-charging §13). */
export const vendorKeyOnly: Fault = {
  name: "vendorKeyOnly",
  does: "Every charging profile is refused; only a key of the vendor sets a limit, in A per phase, and it stays: MaxCurrentConnector1 (1.6) or MaxCurrent of the EVSE (2.x).",
  limitsByKey: true,
};
