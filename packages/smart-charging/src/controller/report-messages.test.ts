import { instant } from "@cpokit/kernel";
import { expect, it } from "vitest";
import { openAdrReport } from "./report-messages.ts";

const span = { from: instant(0), to: instant(900_000), kWh: 2.5, carsKWh: 1 };
const usageOf = (isEstimated: boolean) => openAdrReport({ program: "P", event: "E", client: "C", resource: "R", spans: [span, { ...span, isEstimated }] }).payloadDescriptors.find(({ payloadType }) => payloadType === "USAGE");

it("a report to OpenADR 3 says whether usage was read or, where a part was not measured, estimated", () => {
  expect(usageOf(false)).toMatchObject({ readingType: "DIRECT_READ", units: "KWH" });
  expect(usageOf(true)).toMatchObject({ readingType: "ESTIMATED", units: "KWH" });
});
