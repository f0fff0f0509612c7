import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectIndependent, type IndependentStation, type Started16 } from "../e2e/independent-station.ts";
import { startProcess, type RunningProcess } from "../e2e/running-process.ts";
import { flatTariff, plug, site } from "../support.ts";

const BROWSERS = [process.env["CPOKIT_BROWSER"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => path !== "" && existsSync(path));
const page = existsSync(new URL("../../web/dist/index.html", import.meta.url));
const missing = executablePath === undefined ? "no browser is installed" : page ? undefined : "the page is not built";
if (missing !== undefined) console.warn(`SKIPPED: the editor of tariffs was not tried in a browser: ${missing}.`);

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** From the editor to the price of the next charge, through two people and one station. */
describe.skipIf(missing !== undefined)(`a new price${missing === undefined ? "" : `: ${missing}`}`, () => {
  const scratch = mkdtempSync(join(tmpdir(), "cpo-tariffs-"));
  let cpo: RunningProcess;
  let browser: Browser;
  let station: IndependentStation;

  beforeAll(async () => {
    cpo = await startProcess(["--no-demo", "--port", "0", "--ocpp-port", "0", "--host", "127.0.0.1", "--data", join(scratch, "data")]);
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ARGS });
    await ask("POST", "/locations", site);
    await ask("POST", "/stations", { identity: "CS-1", locationId: "SITE", evses: [{ number: 1, connectors: [plug] }], password: false });
    await ask("POST", "/tokens", { value: "04A2B3C4", holder: "Anna" });
    await ask("POST", "/tariffs", { tariffId: "T1", name: "One price", ocpiVersion: "2.2.1", tariff: flatTariff });
    await ask("POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "tenant" } });
  }, 60_000);
  afterAll(async () => {
    await station?.close({ force: true });
    await browser?.close();
    await cpo?.end("SIGTERM");
    rmSync(scratch, { recursive: true, force: true });
  }, 60_000);

  async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${cpo.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${cpo.operatorKey}`, "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    expect(response.status, `${method} ${path}`).toBeLessThan(300);
    return response.json();
  }

  const newPage = async (): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 860 }, locale: "en-GB" });
    const opened = await context.newPage();
    opened.setDefaultTimeout(20_000);
    return opened;
  };

  /** Somebody new with the role of billing, who has replaced the first password, on the page of tariffs. */
  async function signedIn(name: string): Promise<Page> {
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
    const { items } = (await ask("GET", "/cdrs")) as { readonly items: readonly { readonly totalWithTax?: { readonly amount: string } }[] };
    return items[0]?.totalWithTax?.amount;
  }

  it("is edited with its price beside it, approved by somebody else, and holds for the next charge", async () => {
    station = await connectIndependent(cpo.ocppUrl, "CS-1", "ocpp1.6");
    await station.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" });

    const author = await newPage();
    await author.goto(`${cpo.url}/tariffs#key=${cpo.operatorKey}`);
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
    await expect.poll(cost, { timeout: 10_000 }).toBe("0.006");
  }, 90_000);
});
