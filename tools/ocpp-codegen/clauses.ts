import type { Facts } from "./facts.ts";

/** Where the specification defines a message, type or enum, e.g. `OCPP 2.0.1 part 2, Datatypes §2.41`. */
export function createClauses(facts: Facts): (name: string) => string {
  return facts.version === "1.6" ? clausesV16(facts) : clausesV2(facts);
}

/** In part 2 of 2.0.1 edition 3 and 2.1 edition 1 every chapter is in alphabetical order. CustomDataType is defined with the JSON schemas. */
function clausesV2({ version, messages, types, enums, openTypes }: Facts): (name: string) => string {
  const chapters = [
    { title: "Messages §1", names: inOrder(Object.keys(messages)) },
    { title: "Datatypes §2", names: inOrder(Object.keys(types).filter((name) => !openTypes.includes(name))) },
    { title: "Enumerations §3", names: inOrder(Object.keys(enums)) },
  ];
  return (name) => {
    if (openTypes.includes(name)) return `OCPP ${version} part 3`;
    const defined = name in messages || name in types || name in enums ? name : messageOf(name);
    for (const { title, names } of chapters) {
      const place = names.indexOf(defined);
      if (place !== -1) return `OCPP ${version} part 2, ${title}.${place + 1}`;
    }
    throw new Error(`No clause of OCPP ${version} defines ${name}.`);
  };
}

/** Chapter 6 of 1.6 edition 2 and chapter 5 of the security whitepaper edition 3 have request and response in turn, in alphabetical order. */
function clausesV16({ messages }: Facts): (name: string) => string {
  const isSecurity = (name: string) => messages[name]!.block === "security";
  const [security, core] = [true, false].map((wanted) => inOrder(Object.keys(messages).filter((name) => isSecurity(name) === wanted)));
  return (name) => {
    const [core7, security6] = [TYPES_V16.indexOf(name) + 1, SECURITY_TYPES_V16.indexOf(name) + 1];
    if (core7 > 0) return `${CORE_V16} §7.${core7}`;
    if (security6 > 0) return `${SECURITY_V16} §6.${security6}`;
    const message = messageOf(name);
    const names = isSecurity(message) ? security! : core!;
    const section = names.indexOf(message) * 2 + (name.endsWith("Request") ? 1 : 2);
    return isSecurity(message) ? `${SECURITY_V16} §5.${section}` : `${CORE_V16} §6.${section}`;
  };
}

function messageOf(payload: string): string {
  return payload.replace(/(Request|Response)$/, "");
}

function inOrder(names: readonly string[]): readonly string[] {
  return names.toSorted((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1));
}

const CORE_V16 = "OCPP 1.6 edition 2";
const SECURITY_V16 = "OCPP 1.6 security whitepaper edition 3";

/** Chapter 7 of 1.6 edition 2 in its order; blank where it defines a kind of text. */
const TYPES_V16: readonly string[] = [
  "AuthorizationData", "AuthorizationStatus", "AvailabilityStatus", "AvailabilityType", "CancelReservationStatus", "ChargePointErrorCode",
  "ChargePointStatus", "ChargingProfile", "ChargingProfileKindType", "ChargingProfilePurposeType", "ChargingProfileStatus", "ChargingRateUnitType",
  "ChargingSchedule", "ChargingSchedulePeriod", "", "", "", "", "", "ClearCacheStatus", "ClearChargingProfileStatus", "ConfigurationStatus",
  "DataTransferStatus", "DiagnosticsStatus", "FirmwareStatus", "GetCompositeScheduleStatus", "IdTagInfo", "", "KeyValue", "Location", "Measurand",
  "MessageTrigger", "MeterValue", "Phase", "ReadingContext", "Reason", "RecurrencyKindType", "RegistrationStatus", "RemoteStartStopStatus",
  "ReservationStatus", "ResetStatus", "ResetType", "SampledValue", "TriggerMessageStatus", "UnitOfMeasure", "UnlockStatus", "UpdateStatus",
  "UpdateType", "ValueFormat",
];

/** Chapter 6 of the security whitepaper in its order; blank where it defines a kind of text, or again what 1.6 has. */
const SECURITY_TYPES_V16: readonly string[] = [
  "CertificateHashData", "CertificateSignedStatus", "InstallCertificateStatus", "CertificateUse", "", "", "DeleteCertificateStatus",
  "SignedFirmwareStatus", "Firmware", "GenericStatus", "GetInstalledCertificateStatus", "HashAlgorithm", "LogType", "LogParameters", "LogStatus",
  "ExtendedMessageTrigger", "", "UpdateFirmwareStatus", "UploadLogStatus",
];
