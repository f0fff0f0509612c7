import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const GENERATED = new URL("../src/generated/", import.meta.url);

function textOf(version: string): string {
  const folder = new URL(`${version}/`, GENERATED);
  return readdirSync(folder).filter((file) => file !== "protocol.ts").map((file) => readFileSync(new URL(file, folder), "utf8")).join("\n");
}

/** What a generated declaration says above itself, by its name. */
function comments(version: string): ReadonlyMap<string, string> {
  const declarations = textOf(version).matchAll(/(?:\/\*\* ([^\n]*) \*\/\n)?export (?:interface|type) (\w+)/g);
  return new Map(Array.from(declarations, ([, comment = "", name]) => [name!, comment]));
}

describe.each([
  ["v16", /OCPP 1\.6 (edition 2|security whitepaper edition 3) §[5-7]\.\d+\.$/, {
    AuthorizeRequest: "6.1", UpdateFirmwareResponse: "6.56", CertificateSignedRequest: "5.1", SignedUpdateFirmwareResponse: "5.22", AuthorizationData: "7.1", ValueFormat: "7.49",
    SampledValue: "7.43", Firmware: "6.9", LogStatus: "6.15",
  }],
  ["v201", /OCPP 2\.0\.1 part (2, (Messages|Datatypes|Enumerations) §[1-3]\.\d+|3)\.$/, {
    AuthorizeRequest: "1.1", UpdateFirmwareResponse: "1.64", MeterValueType: "2.32", VPNType: "2.54", MeasurandEnumType: "3.50", ReportBaseEnumType: "3.70",
  }],
  ["v21", /OCPP 2\.1 part (2, (Messages|Datatypes|Enumerations) §[1-3]\.\d+|3)\.$/, {
    NotifySettlementRequest: "1.57", VatNumberValidationResponse: "1.91", EventDataType: "2.43", VPNType: "2.121", VPNEnumType: "3.110", DERUnitEnumType: "3.35",
  }],
] as const)("the types of %s", (version, clause, known) => {
  const commented = comments(version);

  it("all name the clause that defines them", () => {
    expect(commented.size).toBeGreaterThan(100);
    expect([...commented].filter(([, comment]) => !clause.test(comment))).toEqual([]);
  });

  it.each(Object.entries(known))("%s is defined in §%s", (name, section) => {
    expect(commented.get(name)).toMatch(new RegExp(`§${section.replace(".", String.raw`\.`)}\\.$`));
  });
});

it.each([
  ["v16", "meterStart: number;", "Wh, whole number."],
  ["v16", "startPeriod: number;", "seconds from the start of the schedule, whole number."],
  ["v16", "value: string;\n  context?: ReadingContext;", "in the unit of its measurand, or of unit where it is given."],
  ["v201", "evMaxCurrent: number;", "A, whole number."],
  ["v201", "timeSpentCharging?: number;", "seconds, whole number."],
  ["v21", "maxEnergy?: number;", "Wh."],
])("%s: %s has its unit", (version, field, comment) => {
  expect(textOf(version)).toContain(`  /** ${comment} */\n  ${field}`);
});
