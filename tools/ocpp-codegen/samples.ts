import type { Facts, Field, Fields } from "./facts.ts";

/** Payloads in the words of the facts, with values as a station or a central system would send them. */
export interface Samples {
  /** Only what is required. */
  minimal(fields: Fields): Record<string, unknown>;
  /** All fields of the message; nested objects with what is required. */
  full(fields: Fields): Record<string, unknown>;
}

export function createSamples(facts: Facts): Samples {
  const minimal = (fields: Fields): Record<string, unknown> =>
    Object.fromEntries(Object.entries(fields).filter(([, { required }]) => required === true).map(([name, field]) => [name, value(name, field)]));
  const value = (name: string, field: Field): unknown => {
    if (field.array !== undefined) return Array.from({ length: Math.max(1, field.minItems ?? 1) }, () => value(name, field.array!));
    if (field.enum !== undefined) return facts.enums[field.enum]![0];
    if (field.object !== undefined) return minimal(facts.types[field.object]!);
    switch (field.type) {
      case "string":
        return text(name, field);
      case "integer":
      case "number":
        return Math.min(Math.max(field.type === "integer" ? 1 : 16.5, field.minimum ?? 1), field.maximum ?? 100);
      case "boolean":
        return false;
      default:
        return { anything: [1, null] };
    }
  };
  return { minimal, full: (fields) => Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, value(name, field)])) };
}

function text(name: string, { format, maxLength = 255 }: Field): string {
  if (format === "date-time") return "2026-11-21T09:30:00.000Z";
  if (format === "uri") return "ftp://files.example.com/upload/";
  return Array.from(WORDS[name] ?? name).slice(0, maxLength).join("");
}

const WORDS: Readonly<Record<string, string>> = {
  idTag: "04A2B3C4D5E6F7", idToken: "04A2B3C4D5E6F7", parentIdTag: "FLEET-1", chargePointVendor: "Acme", chargePointModel: "One", vendorName: "Acme", model: "One",
  vendorId: "com.example", transactionId: "b5d7b2a0-8f6f-4a49-9f0e-6a0d1f0f7c11", value: "1234.5", currency: "EUR", hashAlgorithm: "SHA256", csr: "-----BEGIN CERTIFICATE REQUEST-----",
  certificate: "-----BEGIN CERTIFICATE-----", certificateChain: "-----BEGIN CERTIFICATE-----", startTime: "08:00", endTime: "20:00",
};
