import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectIndependent, type IndependentStation, type Started16 } from "../e2e/independent-station.ts";
import { startProcess, type RunningProcess } from "../e2e/running-process.ts";
import { flatTariff, plug, site } from "../support.ts";
import { accessibilityFaults } from "./walk.ts";

const BROWSERS = [process.env["CPOKIT_BROWSER"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => path !== "" && existsSync(path));
const page = existsSync(new URL("../../web/dist/drive.html", import.meta.url));
const missing = executablePath === undefined ? "no browser is installed" : page ? undefined : "the page is not built";
if (missing !== undefined) console.warn(`SKIPPED: the account of drivers was not tried in a browser: ${missing}.`);

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** From a stranger to a driver whose charge runs on an account. */
describe.skipIf(missing !== undefined)(`a driver's account${missing === undefined ? "" : `: ${missing}`}`, () => {
  const scratch = mkdtempSync(join(tmpdir(), "cpo-account-"));
  let cpo: RunningProcess;
  let browser: Browser;
  let station: IndependentStation;
  let evse = "";

  beforeAll(async () => {
    cpo = await startProcess(["--no-demo", "--port", "0", "--ocpp-port", "0", "--host", "127.0.0.1", "--data", join(scratch, "data")]);
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ARGS });
    await ask("POST", "/locations", site);
    await ask("POST", "/stations", { identity: "CS-1", locationId: "SITE", evses: [{ number: 1, connectors: [plug] }], password: false });
    await ask("POST", "/tariffs", { tariffId: "T1", name: "One price", ocpiVersion: "2.2.1", tariff: flatTariff });
    await ask("POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "tenant" } });
    await ask("POST", "/drivers", { kind: "person", name: "Anna de Vries", email: "anna@example.org" });
    evse = ((await ask("GET", "/public/locations/SITE")) as { readonly evses: readonly { readonly id: string }[] }).evses[0]?.id ?? "";
    station = await connectIndependent(cpo.ocppUrl, "CS-1", "ocpp1.6");
    station.handle("RemoteStartTransaction", ({ params }) => {
      const { idTag } = params as unknown as { readonly idTag: string };
      void station.call<Started16>("StartTransaction", { connectorId: 1, idTag, meterStart: 1_000, timestamp: new Date().toISOString() }).then(({ transactionId }) => {
        station.handle("RemoteStopTransaction", () => {
          void station.call("StopTransaction", { transactionId, idTag, meterStop: 1_010, timestamp: new Date(Date.now() + 2_000).toISOString() });
          return { status: "Accepted" };
        });
      });
      return { status: "Accepted" };
    });
    await station.call("BootNotification", { chargePointVendor: "V", chargePointModel: "M" });
    await station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Preparing" });
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

  it("is opened by a code from a letter, charges, is stopped from the account, and shows what it cost", async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB" });
    const opened = await context.newPage();
    opened.setDefaultTimeout(20_000);
    await opened.goto(`${cpo.url}/drive/evses/${encodeURIComponent(evse)}`);
    await opened.getByRole("link", { name: "Sign in" }).click();
    await opened.getByLabel("E-mail").fill("anna@example.org");
    await opened.getByRole("button", { name: "Send code" }).click();
    let code: string | undefined;
    await expect.poll(async () => (code = /\d{6}/.exec(((await ask("GET", "/kept-mails")) as { readonly items: readonly { readonly text: string }[] }).items[0]?.text ?? "")?.[0]), { timeout: 10_000 }).toBeDefined();
    await opened.getByLabel("Code of six digits").fill(code ?? "");
    await opened.getByRole("button", { name: "Sign in" }).click();
    await opened.getByRole("heading", { name: "Anna de Vries" }).waitFor();
    expect(await accessibilityFaults(opened)).toEqual([]);

    await opened.goto(`${cpo.url}/drive/evses/${encodeURIComponent(evse)}`);
    await opened.getByRole("button", { name: "Charge on your account" }).click();
    await opened.getByRole("button", { name: "Start charging" }).click();
    await opened.getByRole("heading", { name: "Charging" }).waitFor();
    await opened.getByRole("link", { name: "Account" }).click();
    await opened.getByText("Harbour").waitFor();
    await opened.getByRole("button", { name: "Stop charging" }).click();
    await opened.getByText("Nothing charges now.").waitFor();
    await opened.getByRole("link", { name: "Charges and invoices" }).click();
    await opened.getByText("0.01 kWh", { exact: false }).waitFor();
    expect(await accessibilityFaults(opened)).toEqual([]);
    await context.close();
  }, 90_000);
});
