import type { VariableName } from "@cpokit/model";
import type { Version } from "@cpokit/ocpp";

/** What most stations let an operator set, under one name for all versions: the key of 1.6, the variable of 2.x; 1.6 has not all of them. */
const SETTINGS = {
  heartbeatInterval: ["HeartbeatInterval", "OCPPCommCtrlr", "HeartbeatInterval"],
  webSocketPingInterval: ["WebSocketPingInterval", "OCPPCommCtrlr", "WebSocketPingInterval"],
  messageAttempts: ["TransactionMessageAttempts", "OCPPCommCtrlr", "MessageAttempts", "TransactionEvent"],
  messageRetryInterval: ["TransactionMessageRetryInterval", "OCPPCommCtrlr", "MessageAttemptInterval", "TransactionEvent"],
  networkPriority: [undefined, "OCPPCommCtrlr", "NetworkConfigurationPriority"],
  unlockOnVehicleDisconnect: ["UnlockConnectorOnEVSideDisconnect", "OCPPCommCtrlr", "UnlockOnEVSideDisconnect"],
  connectionTimeout: ["ConnectionTimeOut", "TxCtrlr", "EVConnectionTimeOut"],
  stopOnInvalidToken: ["StopTransactionOnInvalidId", "TxCtrlr", "StopTxOnInvalidId"],
  stopOnVehicleDisconnect: ["StopTransactionOnEVSideDisconnect", "TxCtrlr", "StopTxOnEVSideDisconnect"],
  sampledInterval: ["MeterValueSampleInterval", "SampledDataCtrlr", "TxUpdatedInterval"],
  sampledMeasurands: ["MeterValuesSampledData", "SampledDataCtrlr", "TxUpdatedMeasurands"],
  endMeasurands: ["StopTxnSampledData", "SampledDataCtrlr", "TxEndedMeasurands"],
  alignedInterval: ["ClockAlignedDataInterval", "AlignedDataCtrlr", "Interval"],
  alignedMeasurands: ["MeterValuesAlignedData", "AlignedDataCtrlr", "Measurands"],
  authorizeRemoteStart: ["AuthorizeRemoteTxRequests", "AuthCtrlr", "AuthorizeRemoteStart"],
  localPreAuthorize: ["LocalPreAuthorize", "AuthCtrlr", "LocalPreAuthorize"],
  localAuthorizeOffline: ["LocalAuthorizeOffline", "AuthCtrlr", "LocalAuthorizeOffline"],
  offlineUnknownTokens: ["AllowOfflineTxForUnknownId", "AuthCtrlr", "OfflineTxForUnknownIdEnabled"],
  masterPassGroup: [undefined, "AuthCtrlr", "MasterPassGroupId"],
  cacheEnabled: ["AuthorizationCacheEnabled", "AuthCacheCtrlr", "Enabled"],
  localListEnabled: ["LocalAuthListEnabled", "LocalAuthListCtrlr", "Enabled"],
  /** Write-only. */
  password: ["AuthorizationKey", "SecurityCtrlr", "BasicAuthPassword"],
  securityProfile: ["SecurityProfile", "SecurityCtrlr", "SecurityProfile"],
  organizationName: ["CpoName", "SecurityCtrlr", "OrganizationName"],
} as const satisfies Readonly<Record<string, readonly [string | undefined, string, string, string?]>>;

/** A setting by the one name that it has in all versions. */
export type SettingName = keyof typeof SETTINGS;

/** All settings that have such a name. */
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

/** How a version names a setting; nothing where it has no such thing. */
export function settingVariable(version: Version, setting: SettingName): VariableName | undefined {
  const [key, component, variable, variableInstance]: readonly [string | undefined, string, string, string?] = SETTINGS[setting];
  if (version === "1.6") return key === undefined ? undefined : { variable: key };
  return { component, variable, ...(variableInstance === undefined ? {} : { variableInstance }) };
}
