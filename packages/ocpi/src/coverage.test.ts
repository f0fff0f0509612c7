import { describe, expect, it } from "vitest";
import { connectedPeer, envelope, partner } from "../test/partner.ts";
import { createPeerClient } from "./client/create-peer-client.ts";
import { coverage, type OcpiCoverage } from "./coverage.ts";

describe.each([["2.1.1", 35], ["2.2.1", 44], ["2.3.0", 75]] as const)("the requests of OCPI %s", (version, count) => {
  const rows = coverage(version);

  it("are all answered by one member of the modules", () => {
    expect(rows).toHaveLength(count);
    expect(rows.filter(({ servedBy }) => servedBy === "")).toEqual([]);
  });

  it("are sent by members of the client that there are", () => {
    const client = createPeerClient(connectedPeer(version), partner(() => envelope([])).options);
    const named = [...new Set(rows.flatMap(({ askedBy }) => askedBy))].filter((name) => name !== "push" && name !== "results.report");
    for (const name of named) expect(name.split(".").reduce<unknown>((value, key) => (value as Readonly<Record<string, unknown>>)[key], client), name).toBeTypeOf("function");
  });
});

const nameOf = ({ endpoint: { role, method, module, path } }: OcpiCoverage): string => `${role} ${method} ${[module, ...path].join("/")}`;

it("leaves to calls in wire form only what a client has no use for", () => {
  const raw = (["2.1.1", "2.2.1", "2.3.0"] as const).flatMap((version) => coverage(version).filter(({ askedBy }) => askedBy[0] === "call").map(nameOf));
  const mirrored = "{country_code}/{party_id}";
  expect(new Set(raw)).toEqual(new Set([
    `RECEIVER GET locations/${mirrored}/{location_id}/{evse_uid}/{connector_id}`, `RECEIVER PATCH locations/${mirrored}/{location_id}/{evse_uid}/{connector_id}`,
    `RECEIVER PATCH sessions/${mirrored}/{session_id}`, `RECEIVER PATCH tariffs/${mirrored}/{tariff_id}`, "SENDER PATCH payments/terminals/{terminal_id}", "RECEIVER GET payments/terminals/{terminal_id}",
    "RECEIVER GET payments/financial-advice-confirmations/{financial_advice_confirmation_id}", `RECEIVER GET bookings/${mirrored}/booking_locations/{booking_location_id}/{calendar_id}`,
    `RECEIVER PATCH bookings/${mirrored}/booking_locations/{booking_location_id}`, `RECEIVER PATCH bookings/${mirrored}/booking_locations/{booking_location_id}/{calendar_id}`,
    `RECEIVER PATCH bookings/${mirrored}/{booking_id}`,
  ]));
});

it("names where a request is handled", () => {
  const shown = coverage("2.2.1").map((row) => [nameOf(row), row.servedBy, ...row.askedBy]);
  expect(shown).toEqual(expect.arrayContaining([
    ["RECEIVER PATCH locations/{country_code}/{party_id}/{location_id}/{evse_uid}", "received.Location", "push"],
    ["SENDER POST tokens/{token_uid}/authorize", "authorize", "tokens.authorize"],
    ["RECEIVER POST commands/START_SESSION", "commands.START_SESSION", "commands.send"],
    ["SENDER POST commands/{command}/{command_id}", "commandResults", "results.report"],
  ]));
});
