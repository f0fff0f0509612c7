import type { ConfigurationStatus, KeyValue } from "@cpokit/ocpp/v16";
import type { StationCore } from "../station/core.ts";
import type { ConnectorNumbers } from "./connectors.ts";
import { countValue, durationValue, fixedValue, flagValue, measurandsValue, type SettingValue } from "../station/setting-value.ts";

/** The configuration keys of a station. */
export interface Configuration {
  /** The keys asked for, all when none is; what is unknown by name. */
  read(keys: readonly string[]): { readonly known: KeyValue[]; readonly unknown: string[] };
  change(key: string, value: string): ConfigurationStatus;
}

export function createConfiguration(core: StationCore, connectors: ConnectorNumbers): Configuration {
  const keys = new Map(Object.entries(table(core, connectors)));
  const keyValue = (key: string, entry: SettingValue): KeyValue => ({ key, readonly: entry.set === undefined, value: entry.get() });
  return {
    read(wanted) {
      if (wanted.length === 0) return { known: [...keys].map(([key, entry]) => keyValue(key, entry)), unknown: [] };
      const known = wanted.flatMap((key) => {
        const entry = keys.get(key);
        return entry === undefined ? [] : [keyValue(key, entry)];
      });
      return { known, unknown: wanted.filter((key) => !keys.has(key)) };
    },
    change(key, value) {
      const entry = keys.get(key);
      if (entry === undefined) return "NotSupported";
      return entry.set?.(value) === true ? "Accepted" : "Rejected";
    },
  };
}

function table(core: StationCore, connectors: ConnectorNumbers): Record<string, SettingValue> {
  const { settings, vendorLimits } = core;
  return {
    ...(vendorLimits !== undefined && Object.fromEntries(Array.from({ length: connectors.count }, (_, index) => [`MaxCurrentConnector${index + 1}`, vendorLimits.valueOf(connectors.place(index + 1)!.evse)]))),
    AllowOfflineTxForUnknownId: flagValue(settings, "offlineUnknownTokens"),
    AuthorizationCacheEnabled: flagValue(settings, "cacheEnabled"),
    AuthorizeRemoteTxRequests: flagValue(settings, "authorizeRemoteStart"),
    ChargeProfileMaxStackLevel: fixedValue("10"),
    ChargingScheduleAllowedChargingRateUnit: fixedValue("Current,Power"),
    ChargingScheduleMaxPeriods: fixedValue("100"),
    ClockAlignedDataInterval: fixedValue("0"),
    ConnectionTimeOut: durationValue(settings, "connectionTimeout"),
    ConnectorPhaseRotation: fixedValue(Array.from({ length: connectors.count + 1 }, (_, connector) => `${connector}.RST`).join(",")),
    GetConfigurationMaxKeys: fixedValue("100"),
    HeartbeatInterval: durationValue(settings, "heartbeatInterval", core.heartbeatChanged),
    LocalAuthListEnabled: flagValue(settings, "localListEnabled"),
    LocalAuthListMaxLength: fixedValue("1000"),
    LocalAuthorizeOffline: flagValue(settings, "localAuthorizeOffline"),
    LocalPreAuthorize: flagValue(settings, "localPreAuthorize"),
    MaxChargingProfilesInstalled: fixedValue("100"),
    MeterValueSampleInterval: durationValue(settings, "meterInterval"),
    MeterValuesAlignedData: fixedValue(""),
    MeterValuesSampledData: measurandsValue(settings, "measurands"),
    NumberOfConnectors: fixedValue(String(connectors.count)),
    ReserveConnectorZeroSupported: fixedValue("true"),
    ResetRetries: fixedValue("1"),
    SendLocalListMaxLength: fixedValue("1000"),
    StopTransactionOnEVSideDisconnect: fixedValue("true"),
    StopTransactionOnInvalidId: flagValue(settings, "stopOnInvalidToken"),
    StopTxnAlignedData: fixedValue(""),
    StopTxnSampledData: measurandsValue(settings, "endMeasurands"),
    SupportedFeatureProfiles: fixedValue("Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger"),
    TransactionMessageAttempts: countValue(settings, "messageAttempts"),
    TransactionMessageRetryInterval: durationValue(settings, "messageRetryInterval"),
    UnlockConnectorOnEVSideDisconnect: fixedValue("true"),
    WebSocketPingInterval: fixedValue("0"),
  };
}
