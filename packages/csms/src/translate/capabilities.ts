import type { Version } from "@cpokit/ocpp";
import { actualValue, type DeviceComponent } from "../device-model/device-model.ts";
import type { Capability, StationCapabilities } from "../device-model/capabilities.ts";
import { compact } from "./compact.ts";

/** The profiles in the key SupportedFeatureProfiles (1.6 §9.1). */
const PROFILES: readonly (readonly [string, Capability])[] = [
  ["LocalAuthListManagement", "localList"], ["Reservation", "reservation"], ["SmartCharging", "smartCharging"], ["RemoteTrigger", "remoteTrigger"],
  ["FirmwareManagement", "firmware"],
];

/** The components of 2.x that stand for a capability: there, and not said to be unavailable. */
const COMPONENTS: readonly (readonly [string, Capability])[] = [
  ["LocalAuthListCtrlr", "localList"], ["AuthCacheCtrlr", "cache"], ["ReservationCtrlr", "reservation"], ["SmartChargingCtrlr", "smartCharging"],
  ["DisplayMessageCtrlr", "displayMessages"], ["TariffCostCtrlr", "tariff"], ["MonitoringCtrlr", "monitoring"], ["ISO15118Ctrlr", "iso15118"],
  ["V2XChargingCtrlr", "v2x"], ["DCDERCtrlr", "der"], ["ACDERCtrlr", "der"], ["BatterySwapCtrlr", "batterySwap"], ["WebPaymentsCtrlr", "webPayments"],
];

/** What a station can do, from all that it tells of itself. */
export function capabilitiesOf(station: string, version: Version, components: readonly DeviceComponent[]): StationCapabilities {
  return version === "1.6" ? ofKeys(station, components) : ofModel(station, version, components);
}

function ofKeys(station: string, components: readonly DeviceComponent[]): StationCapabilities {
  const read = (variable: string): string | undefined => valueOf(components, "", variable);
  const profiles = read("SupportedFeatureProfiles")?.split(",").map((name) => name.trim().toLowerCase());
  const can: Partial<Record<Capability, boolean>> = {};
  for (const [profile, capability] of PROFILES) if (profiles !== undefined) can[capability] = profiles.includes(profile.toLowerCase());
  if (components.length > 0) {
    can.cache = read("AuthorizationCacheEnabled") !== undefined;
    can.security = read("SecurityProfile") !== undefined;
  }
  return compact({
    station, version: "1.6" as const, can,
    localListEntries: count(read("LocalAuthListMaxLength")), localListItems: count(read("SendLocalListMaxLength")), localListBytes: undefined,
  });
}

function ofModel(station: string, version: Version, components: readonly DeviceComponent[]): StationCapabilities {
  const can: Partial<Record<Capability, boolean>> = {};
  if (components.length > 0) {
    // Every 2.x station has these (2.0.1 part 2, blocks A, F and L).
    Object.assign(can, { security: true, remoteTrigger: true, firmware: true });
    for (const [component, capability] of COMPONENTS) {
      const isThere = components.some((each) => each.component.toLowerCase() === component.toLowerCase());
      const isAvailable = isThere && valueOf(components, component, "Available")?.toLowerCase() !== "false";
      can[capability] = can[capability] === true || isAvailable;
    }
    can.periodicEventStreams = version === "2.1" && valueOf(components, "MonitoringCtrlr", "PeriodicEventStreamsEnabled") !== undefined;
  }
  // The limit of the list is the maxLimit of Entries, its value the number in use (2.0.1 part 2, 3.1.7).
  const entries = variableOf(components, "LocalAuthListCtrlr", "Entries");
  return compact({
    station, version, can,
    localListEntries: entries?.maxLimit,
    localListItems: count(valueOf(components, "LocalAuthListCtrlr", "ItemsPerMessage")),
    localListBytes: count(valueOf(components, "LocalAuthListCtrlr", "BytesPerMessage")),
  });
}

function valueOf(components: readonly DeviceComponent[], component: string, variable: string): string | undefined {
  return actualValue(variableOf(components, component, variable));
}

function variableOf(components: readonly DeviceComponent[], component: string, variable: string) {
  return components
    .filter((each) => each.component.toLowerCase() === component.toLowerCase())
    .flatMap(({ variables }) => variables)
    .find((known) => known.variable.toLowerCase() === variable.toLowerCase());
}

function count(value: string | undefined): number | undefined {
  const number = value === undefined || value.trim() === "" ? Number.NaN : Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}
