import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectIndependent, type IndependentStation, type Started16 } from "../e2e/independent-station.ts";
import { flatTariff, plug, site } from "../support.ts";
import { missing, openStage, type Stage } from "./stage.ts";

if (missing !== undefined) console.warn(`SKIPPED: the editor of tariffs was not tried in a browser: ${missing}.`);

/** From the editor to the price of the next charge, through two people and one station. */
describe.skipIf(missing !== undefined)(`a new price${missing === undefined ? "" : `: ${missing}`}`, () => {
  let stage: Stage;
  let station: IndependentStation;

  beforeAll(async () => {
    stage = await openStage();
    const { ask } = stage;
    await ask("POST", "/locations", site);
    await ask("POST", "/stations", { identity: "CS-1", locationId: "SITE", evses: [{ number: 1, connectors: [plug] }], password: false });
    await ask("POST", "/tokens", { value: "04A2B3C4", holder: "Anna" });
    await ask("POST", "/tariffs", { tariffId: "T1", name: "One price", ocpiVersion: "2.2.1", tariff: flatTariff });
    await ask("POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "tenant" } });
  });
  afterAll(async () => {
    await station?.close({ force: true });
    await stage?.close();
  });

  /** Somebody new with the role of billing, who has replaced the first password, on the page of tariffs. */
  async function signedIn(name: string): Promise<Page> {
    const { ask, cpo, newPage } = stage;
    const { password } = (await ask("POST", "/users", { name, roles: ["billing"] })) as { readonly password: string };
    const opened = await newPage();
    const { request } = opened.context();
    const { csrf } = (await (await request.post(`${cpo.url}/api/v1/session`, { data: { name, password } })).json()) as { readonly csrf: string };
    const changed = await request.post(`${cpo.url}/api/v1/account/password`, { data: { current: password, next: "correct horse battery staple" }, headers: { "x-csrf-token": csrf } });
    expect(changed.status()).toBe(200);
    await opened.goto(`${cpo.url}/tariffs`);
    return opened;
  }

  /** 10 Wh within three seconds, at the price of now. */
  async function charge(): Promise<void> {
    const { transactionId } = await station.call<Started16>("StartTransaction", { connectorId: 1, idTag: "04A2B3C4", meterStart: 1_000, timestamp: new Date().toISOString() });
    await station.call("StopTransaction", { transactionId, meterStop: 1_010, timestamp: new Date(Date.now() + 3_000).toISOString(), idTag: "04A2B3C4" });
  }

  /** What the driver owes, with tax. */
  async function cost(): Promise<string | undefined> {
    const { items } = (await stage.ask("GET", "/cdrs")) as { readonly items: readonly { readonly totalWithTax?: { readonly amount: string } }[] };
    return items[0]?.totalWithTax?.amount;
  }

  it("is edited with its price beside it, approved by somebody else, and holds for the next charge", async () => {
    const { ask, cpo, operatorPage } = stage;
    station = await connectIndependent(cpo.ocppUrl, "CS-1", "ocpp1.6");
    await station.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" });

    const author = await operatorPage("/tariffs");
    await author.getByRole("switch", { name: "A second person approves versions" }).click();
    await expect.poll(() => ask("GET", "/tariff-approval")).toEqual({ fourEyes: true });
    await author.goto(`${cpo.url}/tariffs/T1`);
    await author.getByRole("button", { name: "New version" }).click();
    const editor = author.getByRole("dialog");
    // 20 kWh × 0.25 and 20 % VAT.
    await editor.getByRole("region", { name: "After work" }).getByText("€6.00").waitFor();
    const price = editor.getByLabel("Price per kWh");
    await price.fill("much");
    await editor.getByText("The price is no number.", { exact: false }).first().waitFor();
    await price.fill("0.5");
    await editor.getByRole("region", { name: "After work" }).getByText("€12.00").waitFor();
    await editor.getByRole("button", { name: "Publish version" }).click();
    await editor.getByText("Somebody else has to approve").waitFor();
    await editor.getByRole("button", { name: "Done" }).click();
    await author.goto(`${cpo.url}/tariffs`);
    await author.getByRole("button", { name: "Approve" }).click();
    await author.getByText("another person has to approve it").waitFor();
    await author.context().close();

    const approver = await signedIn("bram");
    await approver.getByRole("article", { name: "One price" }).getByText("EUR 0.60/kWh").waitFor();
    await approver.getByRole("button", { name: "Approve" }).click();
    await approver.getByText("Version 2").waitFor();
    await approver.context().close();

    // 0.01 kWh × 0.50 and 20 % VAT.
    await charge();
    await expect.poll(cost).toBe("0.006");
  });
});
