import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plug, site } from "../support.ts";
import { missing, openStage, type Stage } from "./stage.ts";
import { accessibilityFaults } from "./walk.ts";

if (missing !== undefined) console.warn(`SKIPPED: the forms were not tried in a browser: ${missing}.`);

describe.skipIf(missing !== undefined)(`forms of the console${missing === undefined ? "" : `: ${missing}`}`, () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await openStage();
    await stage.ask("POST", "/locations", site);
    await stage.ask("POST", "/stations", { identity: "CS-1", locationId: "SITE", evses: [{ number: 1, connectors: [plug] }], password: false });
    await stage.ask("PUT", "/token-groups", { id: "staff", name: "Staff" });
  });
  afterAll(() => stage?.close());

  it("write down a payee's address and shares by kind of revenue", async () => {
    const opened = await stage.operatorPage("/payouts");
    await opened.getByRole("button", { name: "Write one down" }).click();
    const party = opened.getByRole("dialog");
    await party.getByLabel("Customer or payee").fill("host/mall");
    await party.getByLabel("Name").fill("The Mall");
    await party.getByLabel("Country, two letters").fill("nl");
    await party.getByLabel("Address, one line each").fill("Street 1\n\n1000 AB Town");
    expect(await accessibilityFaults(opened)).toEqual([]);
    await party.getByRole("button", { name: "Save" }).click();
    await opened.getByRole("cell", { name: "Street 1, 1000 AB Town, NL" }).waitFor();
    expect(await stage.ask("GET", "/billing-parties")).toEqual({ items: [{ customer: "host/mall", party: { name: "The Mall", address: ["Street 1", "1000 AB Town"], country: "NL" } }] });

    await opened.getByRole("button", { name: "Agree" }).click();
    const agreement = opened.getByRole("dialog");
    await agreement.getByLabel("Location").click();
    await opened.getByRole("option", { name: site.name }).click();
    await agreement.getByLabel("Payee").fill("host/mall");
    await agreement.getByLabel("Energy").fill("8,5");
    await agreement.getByLabel("Parking time").fill("100");
    await agreement.getByRole("button", { name: "Save" }).click();
    await opened.getByRole("cell", { name: "host/mall: Energy 8.5 %, Parking time 100 %, the rest 10 %" }).waitFor();
    expect(await stage.ask("GET", "/revenue-agreements")).toMatchObject({ items: [{ location: "SITE", parties: [{ id: "host/mall", shares: { energy: "8.5", parking: "100" }, otherwise: "10" }] }] });
    await opened.context().close();
  });

  it("give a group a place, down to one EVSE", async () => {
    const opened = await stage.operatorPage("/groups");
    await opened.getByRole("button", { name: "Places", exact: true }).click();
    const dialog = opened.getByRole("dialog");
    await dialog.getByLabel("Place").click();
    await opened.getByRole("option", { name: site.name }).click();
    await dialog.getByLabel("Only there").click();
    await opened.getByRole("option", { name: "CS-1 · EVSE 1" }).click();
    await dialog.getByRole("button", { name: "Its rules" }).click();
    await opened.getByRole("dialog", { name: "Who may charge here: CS-1 · EVSE 1" }).getByRole("button", { name: "Save" }).click();
    await opened.getByRole("cell", { name: "CS-1 · EVSE 1" }).first().waitFor();
    expect(await stage.ask("GET", "/access-policies")).toMatchObject({ items: [{ place: "evse/CS-1/1", rules: [{ effect: "allow", who: { groups: ["staff"] } }], otherwise: "refuse" }] });
    await opened.context().close();
  });

  it("tell stations of cards that were changed elsewhere, and say what is wrong with a form", async () => {
    const opened = await stage.operatorPage("/maintenance/localLists");
    await opened.getByLabel("Cards, one a line").fill("04A2B3C4\n04A2B3C5");
    await opened.getByRole("button", { name: "Tell the stations" }).click();
    await opened.getByText("Stations are told one after the other.").waitFor();

    await opened.goto(`${stage.cpo.url}/payouts`);
    await opened.getByRole("button", { name: "Write one down" }).click();
    const party = opened.getByRole("dialog");
    await party.getByLabel("Customer or payee").fill("host/other");
    await party.getByLabel("Name").fill("Other");
    await party.getByLabel("Country, two letters").fill("N1");
    await party.getByRole("button", { name: "Save" }).click();
    await party.getByRole("alert").waitFor();
    await party.getByLabel("Country, two letters").and(opened.locator("[aria-invalid='true']")).waitFor();
    await opened.context().close();
  });
});
