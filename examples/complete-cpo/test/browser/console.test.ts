import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startProcess, type RunningProcess } from "../e2e/running-process.ts";
import { englishOf, onlyEnglish, textsOf } from "./english.ts";
import { launchBrowser, missing } from "./stage.ts";
import { accessibilityFaults, addressesOf, partsOf, show } from "./walk.ts";

if (missing !== undefined) console.warn(`SKIPPED: the console was not tried in a browser: ${missing}.`);

/** The CPO as `npm start` runs it, in its demonstration, looked at by a real browser. */
describe.skipIf(missing !== undefined)(`the console in a browser${missing === undefined ? "" : `: ${missing}`}`, () => {
  const scratch = mkdtempSync(join(tmpdir(), "cpo-browser-"));
  const screenshots = process.env["CPOKIT_SCREENSHOTS"] ?? join(scratch, "screenshots");
  mkdirSync(screenshots, { recursive: true });
  let cpo: RunningProcess;
  let browser: Browser;
  const strangers: string[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    cpo = await startProcess(["--demo", "--demo-days", "2", "--port", "0", "--ocpp-port", "0", "--host", "127.0.0.1", "--data", join(scratch, "data")]);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await cpo?.end("SIGTERM");
    rmSync(scratch, { recursive: true, force: true });
  });

  async function open(address: string, options: { readonly width?: number; readonly dark?: boolean; readonly locale?: string; readonly context?: BrowserContext } = {}): Promise<Page> {
    const { width = 1_280, dark = false, locale = "en-GB" } = options;
    const context = options.context ?? (await browser.newContext({ viewport: { width, height: width < 600 ? 844 : 860 }, colorScheme: dark ? "dark" : "light", locale }));
    const opened = await context.newPage();
    opened.setDefaultTimeout(60_000);
    opened.on("request", (request) => {
      if (!request.url().startsWith(cpo.url) && !request.url().startsWith("data:") && !request.url().startsWith("blob:")) strangers.push(request.url());
    });
    opened.on("pageerror", (error) => faults.push(error.message));
    opened.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    await opened.goto(`${cpo.url}${address}`);
    return opened;
  }

  /** The strongest EVSE that is free and has a price; stations come on the line one after the other. */
  async function freeEvse(): Promise<string | undefined> {
    interface Point { readonly id: string; readonly state: string; readonly price?: object; readonly connectors: readonly { readonly maxPowerW: number }[] }
    const read = async <Answer>(path: string): Promise<Answer> => (await (await fetch(`${cpo.url}/api/v1/public/${path}`)).json()) as Answer;
    const { items } = await read<{ readonly items: readonly { readonly id: string }[] }>("locations?available=true");
    const places = await Promise.all(items.map(({ id }) => read<{ readonly evses: readonly Point[] }>(`locations/${id}`)));
    const power = ({ connectors }: Point): number => Math.max(...connectors.map(({ maxPowerW }) => maxPowerW));
    const [strongest] = places.flatMap(({ evses }) => evses).filter(({ state, price }) => state === "available" && price !== undefined).toSorted((a, b) => power(b) - power(a));
    return strongest?.id;
  }

  const signedIn = (options: Parameters<typeof open>[1] = {}): Promise<Page> => open(`/#key=${cpo.operatorKey}`, options);
  const shoot = (opened: Page, name: string) => opened.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });

  it("asks for the operator key, refuses a wrong one, and takes the right one", async () => {
    const opened = await open("/");
    // People of the demonstration have accounts: a name and a password are asked for first.
    await opened.getByRole("textbox", { name: "Password" }).waitFor();
    await opened.locator("label").filter({ hasText: /^Operator key$/ }).click();
    const key = opened.locator("input[type=password]");
    await key.fill("cpo_wrong");
    await opened.getByRole("button", { name: "Sign in" }).click();
    await opened.getByText("This operator key is wrong").waitFor();
    await shoot(opened, "sign-in");
    await key.fill(cpo.operatorKey ?? "");
    await opened.getByRole("button", { name: "Sign in" }).click();
    await opened.getByRole("heading", { name: "Overview" }).waitFor();
    // A refused key is an answer 401, which the browser reports as an error of the console.
    faults.splice(0, faults.length, ...faults.filter((fault) => !fault.includes("401")));
    await opened.context().close();
  });

  it("shows stations of all versions live, a running session with energy and cost, and finished charges", async () => {
    const opened = await signedIn();
    await expect.poll(() => opened.url()).not.toContain("key=");
    for (const version of ["OCPP 1.6", "OCPP 2.0.1", "OCPP 2.1"]) await opened.getByText(version, { exact: true }).first().waitFor();
    await opened.getByText(/^(19|20) of 21$/).waitFor({ timeout: 100_000 });
    const running = opened.getByRole("table", { name: "Running sessions" });
    await running.getByText("Charging").first().waitFor({ timeout: 90_000 });

    // It moves by itself: the energy of some session changes without anybody doing anything.
    const before = await running.innerText();
    await expect.poll(() => running.innerText()).not.toBe(before);

    // The newest records may all be of short charges, in either currency.
    await opened.getByRole("table", { name: "Charge records" }).getByText(/[€£]\s?(?:[1-9]|0\.\d*[1-9])/).first().waitFor({ timeout: 90_000 });
    for (const need of ["Faulted charging points", "Certificates that end soon", "Cases nobody has taken"]) await opened.getByRole("link", { name: need }).waitFor({ timeout: 90_000 });
    await opened.getByRole("img", { name: /^Flow of power/ }).waitFor();
    await shoot(opened, "overview");
    await opened.context().close();
  });

  it("explains the price of a charge line by line", async () => {
    const opened = await signedIn();
    await opened.getByRole("link", { name: "Charge records", exact: true }).click();
    await opened.getByRole("table", { name: "Charge records" }).getByRole("row").filter({ hasText: "AMS-JAVA" }).filter({ hasText: /€\s?[1-9]/ }).first().getByRole("link").click();
    await opened.getByRole("heading", { name: "How the price comes about" }).waitFor();
    const lines = opened.getByRole("table", { name: "How the price comes about" });
    await lines.getByText("Start fee").waitFor();
    await lines.getByText("Energy").first().waitFor();
    expect(await lines.getByText(/Element \d of the tariff/).count()).toBeGreaterThanOrEqual(2);
    await shoot(opened, "charge-record");

    // The lines add up to the total that is shown: what is printed is what was calculated.
    const amounts = (await lines.locator("tbody tr td:nth-child(6)").allInnerTexts()).map(euros);
    const total = await opened.getByText("Total", { exact: true }).locator("xpath=following-sibling::*").innerText();
    // Each is shown with four decimals, and so may be off by half of the last one.
    expect(Math.abs(amounts.reduce((sum, amount) => sum + amount, 0) - euros(total))).toBeLessThanOrEqual(0.00005 * (amounts.length + 1) + 1e-9);
    await opened.context().close();
  });

  it("adds a station of one's own, and sends a station a command", async () => {
    const opened = await signedIn();
    await opened.getByRole("link", { name: "Stations", exact: true }).click();
    await opened.getByRole("button", { name: "Add station" }).click();
    const dialog = opened.getByRole("dialog");
    await dialog.getByLabel(/^Identity/).fill("MY-STATION");
    await dialog.getByRole("button", { name: "Add station" }).click();
    await dialog.getByLabel("OCPP address").waitFor();
    expect(await dialog.getByLabel("OCPP address").inputValue()).toBe(`${cpo.ocppUrl}/MY-STATION`);
    expect(await dialog.getByLabel(/^Password/).inputValue()).toHaveLength(20);
    await shoot(opened, "station-added");
    await dialog.getByRole("button", { name: "Close" }).last().click();
    await opened.getByRole("heading", { name: "MY-STATION" }).waitFor();
    await opened.getByText("Never connected").waitFor();

    await opened.goto(`${cpo.url}/stations/AMS-JAVA-2`);
    await opened.getByRole("button", { name: "Ask for a message" }).click();
    await opened.getByRole("dialog").getByRole("button", { name: "Send" }).click();
    await opened.getByText("The station accepted and sends the message.").first().waitFor();
    await shoot(opened, "station-command");
    await opened.context().close();
  });

  it("takes in a list of vehicles after it showed what is wrong with each line, and says what the month's peak costs and what is expected", async () => {
    const opened = await signedIn();
    opened.setDefaultTimeout(60_000);
    await opened.getByRole("link", { name: "Smart charging" }).click();
    await opened.getByRole("link", { name: "Rotterdam Maaskantoor" }).click();
    await opened.getByRole("link", { name: "Vehicles and drivers" }).click();
    await opened.getByRole("button", { name: "Upload a list" }).click();
    const dialog = opened.getByRole("dialog");
    const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await dialog.getByLabel("… or paste the lines").fill(`vehicle;arrival;departure;energyKWh\nAA-NEW-1;${day} 00:05;${day} 23:00;40\n;soon;${day} 23:00;much`);
    await dialog.getByRole("button", { name: "Check" }).click();
    const bad = dialog.getByRole("row").filter({ hasText: "soon" });
    await bad.getByText("arrival: is no date and time").waitFor();
    await bad.getByText("energyKWh: is no number").waitFor();
    await shoot(opened, "roster-upload");
    await dialog.getByRole("button", { name: "Take 1 vehicle" }).click();
    await opened.getByRole("table", { name: "Vehicles on the roster" }).getByText("AA-NEW-1").waitFor();

    await opened.getByRole("link", { name: "Flexibility and peak" }).click();
    await opened.getByText(/^\d+\.\d kW, on /).waitFor();
    await opened.getByRole("link", { name: "Forecasts" }).click();
    await opened.getByRole("img", { name: /^Expected power over the coming hours: PV up to/ }).waitFor();
    await opened.getByLabel("Size of the modules, kW").fill("80");
    await opened.getByRole("button", { name: "Save" }).first().click();
    await opened.getByText("for 80 kW of modules").waitFor();
    await opened.context().close();
  }, 240_000);

  it("invites a roaming partner, and shows how things stand with it", async () => {
    const opened = await signedIn();
    await opened.getByRole("link", { name: "Partners" }).click();
    await opened.getByRole("button", { name: "Invite a partner" }).click();
    await opened.getByLabel(/^Name/).fill("Berlin Mobility");
    await opened.getByRole("button", { name: "Make the token" }).click();
    expect(await opened.getByLabel("Versions URL").inputValue()).toBe(`${cpo.url}/ocpi/versions`);
    expect((await opened.getByLabel("Registration token (token A)").inputValue()).length).toBeGreaterThan(40);
    await opened.getByText("Waiting until the partner registers").waitFor();
    await opened.keyboard.press("Escape");
    await opened.getByRole("link", { name: "Berlin Mobility" }).first().click();
    await opened.getByRole("heading", { name: "Berlin Mobility" }).first().waitFor();
    await opened.getByText("Invited").waitFor();
    expect(await accessibilityFaults(opened)).toEqual([]);
    await shoot(opened, "partner");
    await opened.context().close();
  });

  it.each([["en-GB", false], ["de-DE", true]] as const)("fits desktops and phones in %s, dark on a desktop: %s, and axe finds no serious fault on any page", async (locale, darkDesktop) => {
    const walked = await signedIn({ locale });
    await walked.getByText(/^(19|20) (of|von) 2\d$/).waitFor();
    const addresses = await addressesOf(walked, cpo.url);
    addresses.push(...["orders", "localLists", "unprocessed", "securityEvents"].map((part) => `/maintenance/${part}`));
    expect(addresses.length).toBeGreaterThan(10);
    const found: string[] = [];
    // In the second language the lists, whose words are the longest.
    const queue = darkDesktop ? addresses.filter((each) => each.split("/").length === 2) : addresses;
    for (const address of queue) {
      // sessionStorage belongs to the tab: the same one walks through all pages.
      await show(walked, `${cpo.url}${address}`);
      queue.push(...await partsOf(walked, address));
      for (const [device, width, isDark] of [["desktop", 1_280, darkDesktop], ["phone", 390, !darkDesktop]] as const) {
        await walked.setViewportSize({ width, height: 850 });
        await walked.emulateMedia({ colorScheme: isDark ? "dark" : "light" });
        if (process.env["CPOKIT_SCREENSHOTS"] !== undefined) await shoot(walked, `${address.replaceAll(/\W+/g, "-")}-${device}-${isDark ? "dark" : "light"}`);
        // Charts follow the new width a moment later.
        const fits = await walked.waitForFunction(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth, undefined, { timeout: 60_000 }).catch(() => undefined);
        if (fits === undefined) found.push(`${address} scrolls sideways on a ${device}`);
      }
      // What axe finds hangs on colours and structure, not on the width: every page dark, every list light too.
      found.push(...(await accessibilityFaults(walked)).map((fault) => `${address} ${fault}`));
    }
    expect(found).toEqual([]);
    await walked.context().close();
  }, 300_000);

  it("says nothing in English to whoever reads German, on any page", async () => {
    const catalogue = await onlyEnglish();
    expect(catalogue.size).toBeGreaterThan(500);
    const english = await signedIn();
    await english.getByText(/^(19|20) of 2\d$/).waitFor();
    expect(englishOf(await textsOf(english), catalogue).length).toBeGreaterThan(20);
    await english.context().close();

    const german = await signedIn({ locale: "de-DE" });
    await german.getByText(/^(19|20) von 2\d$/).waitFor();
    const queue = await addressesOf(german, cpo.url);
    const found: string[] = [];
    const look = async (address: string): Promise<void> => {
      await show(german, `${cpo.url}${address}`);
      found.push(...englishOf(await textsOf(german), catalogue).map((text) => `${address}: ${text}`));
    };
    for (const address of queue) {
      await look(address);
      queue.push(...await partsOf(german, address));
    }
    await look("/drive");
    for (const next of ["/drive/places/", "/drive/evses/"]) await look((await german.locator(`main a[href^='${next}']`).first().getAttribute("href")) ?? "");
    expect(found).toEqual([]);
    await german.context().close();
  }, 300_000);

  it.each([[390, false, "de-DE"], [1_280, true, "en-GB"]] as const)("shows drivers %i pixels wide, dark: %s, in %s, where they can charge, and axe finds no serious fault", async (width, dark, locale) => {
    const opened = await open("/drive", { width, dark, locale });
    await opened.locator("main a[href^='/drive/places/']").first().click();
    await opened.locator("main a[href^='/drive/evses/']").first().waitFor();
    const place = opened.url();
    await opened.locator("main a[href^='/drive/evses/']").first().click();
    await opened.locator("[aria-label='Price'], [aria-label='Preis']").first().waitFor();
    const found: string[] = [];
    for (const address of [`${cpo.url}/drive`, place, opened.url()]) {
      await show(opened, address);
      await shoot(opened, `${new URL(address).pathname.replaceAll(/\W+/g, "-")}-${width}`);
      const overflow = await opened.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (overflow > 0) found.push(`${address} scrolls sideways by ${overflow} pixels`);
      found.push(...(await accessibilityFaults(opened)).map((fault) => `${address} ${fault}`));
    }
    expect(found).toEqual([]);
    await opened.context().close();
  });

  it("lets a driver without an account pay by card, charge, stop and keep the receipt", async () => {
    const opened = await open("/drive", { width: 390 });
    const free = await vi.waitUntil(freeEvse, { timeout: 60_000, interval: 500 });
    await opened.goto(`${cpo.url}/drive/evses/${free}`);
    await opened.getByRole("button", { name: "Pay by card" }).click();
    await opened.getByRole("button", { name: "Start charging" }).click();
    await opened.getByRole("heading", { name: "Charging", exact: true }).waitFor({ timeout: 60_000 });
    expect(await accessibilityFaults(opened)).toEqual([]);
    // Below a cent there is nothing to pay.
    await opened.getByText(/^(?!0\.0)\d+\.\d+ kWh$/).waitFor({ timeout: 120_000 });
    await opened.getByRole("button", { name: "Stop charging" }).click();
    await opened.getByRole("heading", { name: "Charge finished" }).waitFor({ timeout: 60_000 });
    await opened.getByText("Paid").waitFor({ timeout: 60_000 });
    const [receipt] = await Promise.all([opened.waitForEvent("download"), opened.getByRole("button", { name: "Receipt as PDF" }).click()]);
    expect(readFileSync(await receipt.path()).subarray(0, 5).toString()).toBe("%PDF-");
    await shoot(opened, "drive-charge");
    await opened.getByLabel("4 stars").press(" ");
    await opened.getByRole("button", { name: "Send", exact: true }).click();
    await opened.getByText("Thank you for your rating.").waitFor();
    await opened.context().close();
  }, 240_000);

  it("loads at most 250 KB of files before the front page stands", async () => {
    const opened = await open("/icon.svg");
    const session = await opened.context().newCDPSession(opened);
    await session.send("Network.enable");
    const received: number[] = [];
    const data = new Set<string>();
    session.on("Network.requestWillBeSent", ({ requestId, request }) => request.url.includes("/api/") && data.add(requestId));
    session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => data.has(requestId) || received.push(encodedDataLength));
    await opened.goto(`${cpo.url}/#key=${cpo.operatorKey}`);
    await opened.getByText(/^\d+ of 2\d$/).waitFor();
    const total = received.reduce((sum, bytes) => sum + bytes, 0);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThanOrEqual(250 * 1_024);
    await opened.context().close();
  });

  it("loads everything from its own address and reports no fault", () => {
    expect(strangers).toEqual([]);
    expect(faults).toEqual([]);
  });
});

function euros(text: string): number {
  return Number(text.replaceAll(/[^\d.-]/g, ""));
}
