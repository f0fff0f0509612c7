import { formatInstant, type Instant } from "@cpokit/kernel";

/** What a site took over a time: kWh are of the whole connection, negative where more was fed in. */
export interface MeasuredSpan {
  readonly from: Instant;
  readonly to: Instant;
  /** From the grid. */
  readonly kWh: number;
  /** Of that to cars, negative where they gave back: what can be moved. */
  readonly carsKWh: number;
  /** The lowest limit that held in the time, kW; absent = none but the breaker. */
  readonly limitKW?: number;
  /** A part that was not measured is filled in from the rest. */
  readonly isEstimated?: boolean;
}

/** A REPORT of OpenADR 3 for one event: what was used, and the limit that was kept to, interval by interval. */
export interface OpenAdrReport {
  readonly objectType: "REPORT";
  readonly programID: string;
  readonly eventID: string;
  readonly clientName: string;
  readonly payloadDescriptors: readonly { readonly objectType: "REPORT_PAYLOAD_DESCRIPTOR"; readonly payloadType: string; readonly readingType: string; readonly units: string }[];
  readonly resources: readonly { readonly resourceName: string; readonly intervals: readonly { readonly id: number; readonly intervalPeriod: { readonly start: string; readonly duration: string }; readonly payloads: readonly { readonly type: string; readonly values: readonly number[] }[] }[] }[];
}

/** UpdateGroupMeasurements of OSCP 2.0. */
export interface OscpMeasurements {
  readonly group_id: string;
  readonly measurements: readonly { readonly value: number; readonly phase: "ALL"; readonly unit: "KWH"; readonly energy_type: "TOTAL" | "FLEXIBLE"; readonly direction: "NET"; readonly measure_time: string; readonly initial_measure_time: string }[];
}

/** AdjustGroupCapacityForecast of OSCP 2.0. */
export interface OscpAdjustment {
  readonly group_id: string;
  readonly type: "CONSUMPTION";
  readonly forecasted_blocks: readonly { readonly capacity: number; readonly phase: "ALL"; readonly unit: "KW"; readonly start_time: string; readonly end_time: string }[];
}

/** Usage in kWh (USAGE), its mean power (DEMAND), and the limit that was kept to (SETPOINT, kW) of each span. */
export function openAdrReport({ program, event, client, resource, spans }: { readonly program: string; readonly event: string; readonly client: string; readonly resource: string; readonly spans: readonly MeasuredSpan[] }): OpenAdrReport {
  const describe = (payloadType: string, units: string) => ({ objectType: "REPORT_PAYLOAD_DESCRIPTOR" as const, payloadType, readingType: payloadType === "DEMAND" ? "MEAN" : payloadType === "USAGE" && spans.some(({ isEstimated = false }) => isEstimated) ? "ESTIMATED" : "DIRECT_READ", units });
  return {
    objectType: "REPORT", programID: program, eventID: event, clientName: client,
    payloadDescriptors: [describe("USAGE", "KWH"), describe("DEMAND", "KW"), ...(spans.some(({ limitKW }) => limitKW !== undefined) ? [describe("SETPOINT", "KW")] : [])],
    resources: [{
      resourceName: resource,
      intervals: spans.map(({ from, to, kWh, limitKW }, id) => ({
        id, intervalPeriod: { start: formatInstant(from), duration: `PT${Math.round((to - from) / 1_000)}S` },
        payloads: [{ type: "USAGE", values: [rounded(kWh)] }, { type: "DEMAND", values: [rounded((kWh * 3_600_000) / (to - from))] }, ...(limitKW === undefined ? [] : [{ type: "SETPOINT", values: [rounded(limitKW)] }])],
      })),
    }],
  };
}

/** What a group took: all of it, and what of that is flexible. */
export function oscpMeasurements(group: string, { from, to, kWh, carsKWh }: MeasuredSpan): OscpMeasurements {
  const measured = (energy_type: "TOTAL" | "FLEXIBLE", value: number) => ({ value: rounded(value), phase: "ALL" as const, unit: "KWH" as const, energy_type, direction: "NET" as const, measure_time: formatInstant(to), initial_measure_time: formatInstant(from) });
  return { group_id: group, measurements: [measured("TOTAL", kWh), measured("FLEXIBLE", carsKWh)] };
}

/** Asks the provider for so much capacity over a time. */
export function oscpAdjustment(group: string, wanted: { readonly from: Instant; readonly to: Instant; readonly kW: number }): OscpAdjustment {
  return { group_id: group, type: "CONSUMPTION", forecasted_blocks: [{ capacity: rounded(wanted.kW), phase: "ALL", unit: "KW", start_time: formatInstant(wanted.from), end_time: formatInstant(wanted.to) }] };
}

function rounded(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
