import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectIndependent, type IndependentStation, type Started16 } from "../e2e/independent-station.ts";
import { flatTariff, site } from "../support.ts";
import { missing, openStage, type Stage } from "./stage.ts";

if (missing !== undefined) console.warn(`SKIPPED: the journeys of an operator were not tried in a browser: ${missing}.`);

/** What an operator does first, with a station that we did not write and a partner in another process. */
describe.skipIf(missing !== undefined)(`an operator${missing === undefined ? "" : `: ${missing}`}`, () => {
  const stations: IndependentStation[] = [];
  let stage: Stage;
  let emsp: Stage;

  beforeAll(async () => {
    [stage, emsp] = await Promise.all([openStage(), openStage(["CPOKIT_PARTY=DE-BMO", "CPOKIT_PARTY_NAME=Berlin Mobility", "CPOKIT_ROAMING_ROLES=EMSP"])]);
    await stage.ask("POST", "/locations", site);
    await stage.ask("POST", "/tokens", { value: "04A2B3C4", holder: "Anna" });
    await stage.ask("POST", "/tariffs", { tariffId: "T1", name: "One price", ocpiVersion: "2.2.1", tariff: flatTariff, validFrom: "2020-01-01T00:00:00Z" });
    await stage.ask("POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "tenant" } });
  });
  afterAll(async () => {
    for (const station of stations) await station.close({ force: true });
    await Promise.all([stage?.close(), emsp?.close()]);
  });

  /** From half an hour ago until now; 1.6 tells it afterwards, as a station does that was offline. */
  async function charge(station: IndependentStation, connectorId: number, idTag: string, wh: number): Promise<void> {
    const started = await station.call<Started16>("StartTransaction", { connectorId, idTag, meterStart: 1_000, timestamp: new Date(Date.now() - 1_800_000).toISOString() });
    expect(started.idTagInfo.status).toBe("Accepted");
    await station.call("StopTransaction", { transactionId: started.transactionId, idTag, meterStop: 1_000 + wh, timestamp: new Date().toISOString() });
  }

  it("adds a station, puts its password into it, and sees it charge", async () => {
    const page = await stage.operatorPage("/stations");
    await page.getByRole("button", { name: "Add station" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^Identity/).fill("OWN-1");
    await dialog.getByRole("combobox", { name: /^Location/ }).click();
    await page.getByRole("option", { name: "Harbour" }).click();
    await dialog.getByLabel(/^EVSEs/).fill("3");
    await dialog.getByRole("button", { name: "Add station" }).click();
    const address = await dialog.getByLabel("OCPP address").inputValue();
    const password = await dialog.getByLabel(/^Password/).inputValue();
    const test = dialog.getByRole("status").filter({ hasText: "Test the connection" });

    await expect(connectIndependent(address.replace(/\/OWN-1$/, ""), "OWN-1", "ocpp1.6", "a wrong password")).rejects.toThrow();
    await test.getByText(/password/i).waitFor();
    const station = await connectIndependent(address.replace(/\/OWN-1$/, ""), "OWN-1", "ocpp1.6", password);
    stations.push(station);
    await station.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
    await test.getByText(/connected/i).waitFor();
    await dialog.getByRole("button", { name: "Close" }).last().click();

    await page.getByRole("heading", { name: "OWN-1" }).waitFor();
    await station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Available" });
    await page.getByText("Available", { exact: true }).first().waitFor();
    const { transactionId } = await station.call<Started16>("StartTransaction", { connectorId: 1, idTag: "04A2B3C4", meterStart: 1_000, timestamp: new Date(Date.now() - 600_000).toISOString() });
    await station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Charging" });
    await station.call("MeterValues", { connectorId: 1, transactionId, meterValue: [{ timestamp: new Date().toISOString(), sampledValue: [{ value: "3000" }, { value: "11000", measurand: "Power.Active.Import", unit: "W" }] }] });
    await page.getByText(/11(\.0+)? kW · 2(\.0+)? kWh · €0\.60/).first().waitFor();
    await station.call("StopTransaction", { transactionId, idTag: "04A2B3C4", meterStop: 3_500, timestamp: new Date().toISOString() });
    await station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Available" });

    // 2.5 kWh × 0.25 and 20 % VAT.
    await page.getByRole("link", { name: "Charge records", exact: true }).click();
    await page.getByRole("table", { name: "Charge records" }).getByText("€0.75").waitFor();
    await page.context().close();
  });

  it("clears a session that is held back, and it is billed", async () => {
    // 40 kWh in half an hour at 22 kW cannot be.
    await charge(stations[0]!, 2, "04A2B3C4", 40_000);
    const page = await stage.operatorPage("/sessions");
    await page.getByRole("combobox", { name: "State" }).click();
    await page.getByRole("option", { name: "To review" }).click();
    const held = page.getByRole("article").filter({ hasText: "OWN-1" });
    await held.getByRole("button", { name: "Clear and bill" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/^Reason/).fill("The meter was exchanged; the driver agrees.");
    await dialog.getByRole("button", { name: "Clear and bill" }).click();
    await page.getByText("Nothing waits for you here.").waitFor();

    // 40 kWh × 0.25 and 20 % VAT.
    await page.getByRole("link", { name: "Charge records", exact: true }).click();
    await page.getByRole("table", { name: "Charge records" }).getByText("€12.00").waitFor();
    await page.context().close();
  });

  it("invites a partner, whose driver charges, and the partner has the charge record", async () => {
    const page = await stage.operatorPage("/partners");
    await page.getByRole("button", { name: "Invite a partner" }).first().click();
    const invitation = page.getByRole("dialog");
    await invitation.getByLabel(/^Name/).fill("Berlin Mobility");
    await invitation.getByLabel(/^Private hosts/).fill("127.0.0.1");
    await invitation.getByRole("button", { name: "Make the token" }).click();
    const versionsUrl = await invitation.getByLabel("Versions URL").inputValue();
    const token = await invitation.getByLabel("Registration token (token A)").inputValue();

    await emsp.ask("POST", "/tokens", { value: "04DE0A11B2C3", holder: "Driver of Berlin Mobility", visualNumber: "DE-BMO-1" });
    const partner = await emsp.operatorPage("/partners");
    await partner.getByRole("button", { name: "Register with a partner" }).first().click();
    const registration = partner.getByRole("dialog");
    await registration.getByLabel(/^Name/).fill("Harbour Charging");
    await registration.getByLabel(/^Versions URL/).fill(versionsUrl);
    await registration.getByRole("textbox", { name: /^Registration token/ }).fill(token);
    await registration.getByLabel(/^Private hosts/).fill("127.0.0.1");
    await registration.getByRole("button", { name: "Register" }).click();
    await partner.getByRole("heading", { name: "Harbour Charging" }).first().waitFor();
    await partner.getByText("Connected", { exact: true }).first().waitFor();
    await invitation.getByText("Berlin Mobility is connected.").waitFor();

    await expect.poll(async () => ((await stage.ask("GET", "/tokens")) as { readonly items: readonly { readonly value: string }[] }).items.map(({ value }) => value)).toContain("04DE0A11B2C3");
    await charge(stations[0]!, 3, "04DE0A11B2C3", 5_000);
    await partner.getByRole("radiogroup", { name: "What the partner told us" }).getByText("Charge records").click();
    await expect.poll(async () => {
      await partner.getByRole("button", { name: "Fetch changes" }).click();
      return partner.getByRole("table", { name: "Charge records" }).getByRole("row").count();
    }, { interval: 1_000 }).toBe(2);
    await partner.getByRole("button", { name: "Show", exact: true }).click();
    // 5 kWh × 0.25, without VAT.
    await partner.getByText(/"total_energy": 5,/).waitFor();
    await partner.getByText(/"excl_vat": 1\.25|"before_taxes": 1\.25/).first().waitFor();
    await partner.context().close();
    await page.context().close();
  });
});
