/** What stations send in the gateway bench, and the smallest valid answers. */

export const TIME = "2026-11-21T10:00:00Z";

/** The smallest valid response per action; the same for all servers. */
export const ANSWERS: Readonly<Record<string, unknown>> = {
  BootNotification: { currentTime: TIME, interval: 300, status: "Accepted" },
  Heartbeat: { currentTime: TIME },
  StatusNotification: {},
  MeterValues: {},
  StartTransaction: { transactionId: 1, idTagInfo: { status: "Accepted" } },
  StopTransaction: {},
  TransactionEvent: {},
};

export interface Request {
  readonly action: string;
  readonly payload: unknown;
}

const MEASURANDS = ["Energy.Active.Import.Register", "Power.Active.Import", "Voltage", "Current.Import"];

const SAMPLES = MEASURANDS.flatMap((measurand, place) =>
  ["L1", "L2", "L3"].map((phase) => ({
    value: (1_234.5 * (place + 1)).toFixed(1), context: "Sample.Periodic", format: "Raw", measurand, phase, location: "Outlet", unit: ["Wh", "W", "V", "A"][place],
  })),
);

/** A busy station of OCPP 1.6: mostly meter values (12 samples), then status, heartbeats and transactions. */
export const MIX_V16: readonly Request[] = [
  { action: "MeterValues", payload: { connectorId: 1, transactionId: 1, meterValue: [{ timestamp: TIME, sampledValue: SAMPLES }] } },
  { action: "StatusNotification", payload: { connectorId: 1, errorCode: "NoError", status: "Charging", timestamp: TIME } },
  { action: "MeterValues", payload: { connectorId: 1, transactionId: 1, meterValue: [{ timestamp: TIME, sampledValue: SAMPLES }] } },
  { action: "Heartbeat", payload: {} },
  { action: "StartTransaction", payload: { connectorId: 1, idTag: "04A2B3C4D5E6F7", meterStart: 1_234_567, timestamp: TIME } },
  { action: "MeterValues", payload: { connectorId: 1, transactionId: 1, meterValue: [{ timestamp: TIME, sampledValue: SAMPLES }] } },
  { action: "StopTransaction", payload: { transactionId: 1, idTag: "04A2B3C4D5E6F7", meterStop: 1_240_000, timestamp: TIME, reason: "Local" } },
  { action: "Heartbeat", payload: {} },
];

const SAMPLES_V2 = MEASURANDS.map((measurand, place) => ({
  value: 1_234.5 * (place + 1), context: "Sample.Periodic", measurand, location: "Outlet", unitOfMeasure: { unit: ["Wh", "W", "V", "A"][place] },
}));

/** The same for OCPP 2.0.1. */
export const MIX_V201: readonly Request[] = [
  {
    action: "TransactionEvent",
    payload: {
      eventType: "Updated", timestamp: TIME, triggerReason: "MeterValuePeriodic", seqNo: 7, transactionInfo: { transactionId: "f0e1d2c3b4a5968778695a4b3c2d1e0f", chargingState: "Charging" },
      meterValue: [{ timestamp: TIME, sampledValue: SAMPLES_V2 }],
    },
  },
  { action: "StatusNotification", payload: { timestamp: TIME, connectorStatus: "Occupied", evseId: 1, connectorId: 1 } },
  {
    action: "TransactionEvent",
    payload: {
      eventType: "Started", timestamp: TIME, triggerReason: "Authorized", seqNo: 0, transactionInfo: { transactionId: "f0e1d2c3b4a5968778695a4b3c2d1e0f", chargingState: "EVConnected" },
      evse: { id: 1, connectorId: 1 }, idToken: { idToken: "04A2B3C4D5E6F7", type: "ISO14443" },
    },
  },
  { action: "Heartbeat", payload: {} },
];

/** What a station of OCPP 1.6 says first. */
export const BOOT_V16: readonly Request[] = [
  { action: "BootNotification", payload: { chargePointVendor: "acme", chargePointModel: "one", firmwareVersion: "1.2.3" } },
];
