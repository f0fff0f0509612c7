import { formatInstant } from "@cpokit/kernel";
import type { DataEnumType, MutabilityEnumType } from "@cpokit/ocpp/v201";
import type { StationCore, StationEvse } from "../station/core.ts";
import type { EvseHardware } from "../evse/hardware.ts";
import type { NetworkProfiles } from "./network.ts";
import { choiceValue, countValue, durationValue, flagValue, measurandsValue, parsed, type SettingValue } from "../station/setting-value.ts";
import type { StartPoint, StopPoint } from "../station/settings.ts";
import { phasesOf } from "../evse/hardware.ts";

/** One variable of the device model (OCPP 2.x B05–B08): a window on the settings or on the hardware. */
export interface Variable extends SettingValue {
  readonly component: string;
  readonly evse?: number;
  readonly connector?: number;
  readonly name: string;
  readonly instance?: string;
  readonly dataType: DataEnumType;
  readonly mutability: MutabilityEnumType;
  readonly unit?: string;
}

/** How many variables one GetVariables or SetVariables may name. */
export const ITEMS_PER_MESSAGE = 20;

const START_POINTS: readonly StartPoint[] = ["EVConnected", "Authorized", "PowerPathClosed"];
const STOP_POINTS: readonly StopPoint[] = ["Authorized", "EVConnected"];

export function deviceModel(core: StationCore, network: NetworkProfiles): readonly Variable[] {
  const { settings, plate } = core;
  return [
    { ...setting("OCPPCommCtrlr", "HeartbeatInterval", "integer", durationValue(settings, "heartbeatInterval", core.heartbeatChanged)), unit: "s" },
    { ...setting("OCPPCommCtrlr", "MessageAttempts", "integer", countValue(settings, "messageAttempts")), instance: "TransactionEvent" },
    { ...setting("OCPPCommCtrlr", "MessageAttemptInterval", "integer", durationValue(settings, "messageRetryInterval")), unit: "s", instance: "TransactionEvent" },
    fixed("OCPPCommCtrlr", "OfflineThreshold", "integer", "0"),
    setting("OCPPCommCtrlr", "NetworkConfigurationPriority", "SequenceList", network.priority),
    fixed("OCPPCommCtrlr", "FileTransferProtocols", "MemberList", ""),
    { ...setting("SampledDataCtrlr", "TxUpdatedInterval", "integer", durationValue(settings, "meterInterval")), unit: "s" },
    setting("SampledDataCtrlr", "TxUpdatedMeasurands", "MemberList", measurandsValue(settings, "measurands")),
    setting("SampledDataCtrlr", "TxEndedMeasurands", "MemberList", measurandsValue(settings, "endMeasurands")),
    fixed("SampledDataCtrlr", "TxEndedInterval", "integer", "0"),
    fixed("AlignedDataCtrlr", "Interval", "integer", "0"),
    { ...setting("TxCtrlr", "EVConnectionTimeOut", "integer", durationValue(settings, "connectionTimeout")), unit: "s" },
    setting("TxCtrlr", "TxStartPoint", "MemberList", choiceValue(START_POINTS, () => settings.startPoint, (point) => (settings.startPoint = point))),
    setting("TxCtrlr", "TxStopPoint", "MemberList", choiceValue(STOP_POINTS, () => settings.stopPoint, (point) => (settings.stopPoint = point))),
    setting("TxCtrlr", "StopTxOnInvalidId", "boolean", flagValue(settings, "stopOnInvalidToken")),
    fixed("TxCtrlr", "StopTxOnEVSideDisconnect", "boolean", "true"),
    fixed("AuthCtrlr", "Enabled", "boolean", "true"),
    setting("AuthCtrlr", "AuthorizeRemoteStart", "boolean", flagValue(settings, "authorizeRemoteStart")),
    setting("AuthCtrlr", "LocalAuthorizeOffline", "boolean", flagValue(settings, "localAuthorizeOffline")),
    setting("AuthCtrlr", "LocalPreAuthorize", "boolean", flagValue(settings, "localPreAuthorize")),
    setting("AuthCtrlr", "OfflineTxForUnknownIdEnabled", "boolean", flagValue(settings, "offlineUnknownTokens")),
    setting("AuthCtrlr", "MasterPassGroupId", "string", parsed(/^.{0,36}$/, () => settings.masterPassGroup, (value) => (settings.masterPassGroup = value))),
    setting("AuthCacheCtrlr", "Enabled", "boolean", flagValue(settings, "cacheEnabled")),
    setting("LocalAuthListCtrlr", "Enabled", "boolean", flagValue(settings, "localListEnabled")),
    variable("LocalAuthListCtrlr", "Entries", "integer", () => String(core.memory.listLength)),
    fixed("LocalAuthListCtrlr", "ItemsPerMessage", "integer", "100"),
    fixed("LocalAuthListCtrlr", "BytesPerMessage", "integer", "65536"),
    ...["GetVariables", "SetVariables", "GetReport"].flatMap((instance) => [
      { ...fixed("DeviceDataCtrlr", "ItemsPerMessage", "integer", String(ITEMS_PER_MESSAGE)), instance },
      { ...fixed("DeviceDataCtrlr", "BytesPerMessage", "integer", "65536"), instance },
    ]),
    fixed("SmartChargingCtrlr", "Enabled", "boolean", "true"),
    fixed("SmartChargingCtrlr", "ProfileStackLevel", "integer", "10"),
    fixed("SmartChargingCtrlr", "RateUnit", "MemberList", "A,W"),
    fixed("SmartChargingCtrlr", "PeriodsPerSchedule", "integer", "100"),
    fixed("SmartChargingCtrlr", "Entries", "integer", "100"),
    fixed("SecurityCtrlr", "OrganizationName", "string", "cpokit"),
    fixed("SecurityCtrlr", "SecurityProfile", "integer", "1"),
    fixed("ReservationCtrlr", "Available", "boolean", "true"),
    fixed("ReservationCtrlr", "Enabled", "boolean", "true"),
    fixed("DisplayMessageCtrlr", "Available", "boolean", "true"),
    fixed("MonitoringCtrlr", "Available", "boolean", "true"),
    variable("ClockCtrlr", "DateTime", "dateTime", () => formatInstant(core.now())),
    fixed("ClockCtrlr", "TimeSource", "SequenceList", "Heartbeat"),
    fixed("ChargingStation", "Model", "string", plate.model),
    fixed("ChargingStation", "VendorName", "string", plate.vendor),
    fixed("ChargingStation", "SerialNumber", "string", plate.serial),
    fixed("ChargingStation", "FirmwareVersion", "string", plate.firmware),
    fixed("ChargingStation", "SupplyPhases", "integer", "3"),
    variable("ChargingStation", "AvailabilityState", "OptionList", () => (core.evses.some(({ evse }) => evse.view().operative) ? "Available" : "Unavailable")),
    ...core.evses.flatMap(evseVariables),
    ...(core.vendorLimits === undefined ? [] : core.evses.map(({ hardware: { number } }) => ({ ...setting("EVSE", "MaxCurrent", "decimal", core.vendorLimits!.valueOf(number)), evse: number, unit: "A" }))),
  ];
}

function evseVariables({ hardware, evse }: StationEvse): readonly Variable[] {
  const at = { evse: hardware.number };
  const state = (): string => {
    const view = evse.view();
    return !view.operative ? "Unavailable" : view.connector === undefined ? "Available" : "Occupied";
  };
  const phases = String(hardware.powerType === "DC" ? 0 : phasesOf(hardware));
  return [
    { ...variable("EVSE", "AvailabilityState", "OptionList", state), ...at },
    { ...fixed("EVSE", "Available", "boolean", "true"), ...at },
    { ...variable("EVSE", "Power", "decimal", () => String(evse.sample("Trigger").power)), ...at, unit: "W" },
    { ...fixed("EVSE", "SupplyPhases", "integer", phases), ...at },
    ...Array.from({ length: hardware.connectors }, (_, index) => ({
      ...fixed("Connector", "ConnectorType", "string", connectorType(hardware)), ...at, connector: index + 1,
    })),
  ];
}

/** The one kind of connector of an EVSE, as 2.x names it. */
export function connectorType({ powerType }: EvseHardware): string {
  return powerType === "DC" ? "cCCS2" : "sType2";
}

function variable(component: string, name: string, dataType: DataEnumType, get: () => string): Variable {
  return { component, name, dataType, mutability: "ReadOnly", get };
}

function fixed(component: string, name: string, dataType: DataEnumType, value: string): Variable {
  return variable(component, name, dataType, () => value);
}

function setting(component: string, name: string, dataType: DataEnumType, value: SettingValue): Variable {
  return { component, name, dataType, mutability: "ReadWrite", ...value };
}
