import type { Csms } from "@cpokit/csms";
import type { Logger } from "@cpokit/kernel";
import type { Answer, StationPort } from "@cpokit/smart-charging";

/** The configuration key by which a station is limited that takes no charging profile. */
export interface VendorLimit {
  /** Configuration key (1.6) or variable (2.x); `{connector}` in it stands for the number of the charging point. */
  readonly key: string;
  /** Component of the variable; 2.x only. */
  readonly component?: string | undefined;
  /** Whole amperes per phase, or tenths of them. */
  readonly unit: "A" | "dA";
}

const ANSWERS: Readonly<Record<string, Answer>> = { Accepted: "accepted", Rejected: "rejected", NotSupported: "rejected", NotSupportedAttributeType: "rejected", UnknownComponent: "rejected", UnknownVariable: "rejected" };

/** The way to limit stations by the keys of their vendors; nothing where no station has one. */
export function vendorLimitPort(limits: Readonly<Record<string, VendorLimit>>, { online, logger }: { readonly online: () => ReturnType<Csms["online"]>; readonly logger: Logger }): Pick<StationPort, "setVendorLimit"> {
  if (Object.keys(limits).length === 0) return {};
  return {
    setVendorLimit(station, connector, amps, answer) {
      const limit = limits[station];
      if (limit === undefined) return answer("rejected");
      const link = online().find((one) => one.station === station)?.link;
      if (link === undefined) return answer("unknown");
      const key = limit.key.replaceAll("{connector}", String(connector));
      // Never more than was meant.
      const value = String(Math.floor(amps * (limit.unit === "dA" ? 10 : 1) + 1e-6));
      const call = link.protocol.version === "1.6"
        ? link.call("ChangeConfiguration", { key, value })
        : link.call("SetVariables", { setVariableData: [{ attributeValue: value, component: { name: limit.component ?? "SmartChargingCtrlr" }, variable: { name: key } }] });
      call.then(
        // What takes effect only after a reboot may hold or not, as long as nobody knows.
        (outcome) => answer(outcome.outcome === "result" ? ANSWERS[statusOf(outcome.payload) ?? ""] ?? "unknown" : outcome.outcome === "error" ? "rejected" : "unknown"),
        (error: unknown) => {
          logger.error({ error, station, key }, "The limit by the key of a vendor could not be sent");
          answer("unknown");
        },
      );
    },
  };
}

function statusOf(payload: unknown): string | undefined {
  const { status, setVariableResult } = payload as { readonly status?: string; readonly setVariableResult?: readonly { readonly attributeStatus?: string }[] };
  return status ?? setVariableResult?.[0]?.attributeStatus;
}
