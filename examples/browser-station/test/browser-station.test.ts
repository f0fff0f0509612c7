import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { servePage } from "../src/serve.ts";

const BROWSERS = [process.env["CPOKIT_BROWSER"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => path !== "" && existsSync(path));
if (executablePath === undefined) console.warn("SKIPPED: the station was not tried in a browser: none is installed (apt-get install chromium, or name one in CPOKIT_BROWSER).");

it("serves the page and its script, with nothing of Node.js in it, and nothing else", async () => {
  const { url, close } = await servePage({ port: 0, host: "127.0.0.1" });
  const script = await (await fetch(`${url}page.js`)).text();
  expect(await (await fetch(url)).text()).toContain("A charging station in a page");
  expect(script).not.toMatch(/["']node:\w+["']/);
  expect((await fetch(`${url}../package.json`)).status).toBe(404);
  await close();
});

describe.skipIf(executablePath === undefined)("the station in a real browser", () => {
  let browser: Browser;
  let served: Awaited<ReturnType<typeof servePage>>;
  beforeAll(async () => {
    served = await servePage({ port: 0, host: "127.0.0.1" });
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"] });
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  async function switchOn(version: string): Promise<{ readonly page: Page; readonly faults: string[] }> {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    const faults: string[] = [];
    page.on("pageerror", ({ message }) => faults.push(message));
    await page.goto(served.url);
    await page.getByLabel("Identity").fill(`PAGE ${version}`);
    await page.getByLabel("OCPP").selectOption(version);
    await page.getByRole("button", { name: "Switch on" }).click();
    await page.getByText("online", { exact: true }).first().waitFor();
    return { page, faults };
  }

  it.each([
    ["1.6", "StartTransaction", "RemoteStopTransaction", "StopTransaction"],
    ["2.0.1", "TransactionEvent", "RequestStopTransaction", "TransactionEvent"],
    ["2.1", "TransactionEvent", "RequestStopTransaction", "TransactionEvent"],
  ])("speaks %s: boots, charges, is stopped by its central system, and goes", async (version, start, stop, end) => {
    const { page, faults } = await switchOn(version);
    const messages = page.getByRole("list", { name: "Messages" });
    await page.getByRole("button", { name: "Plug in" }).click();
    await page.getByRole("button", { name: "Plug in" }).click();
    await messages.getByText("! ").waitFor();
    await page.getByRole("button", { name: "Swipe card" }).click();
    await page.getByText("Charging", { exact: true }).waitFor();
    await messages.getByText(`← ${start} `).first().waitFor();
    expect(await messages.innerText()).not.toContain("04A2B3C4");

    const link = served.central.link(`PAGE ${version}`)!;
    expect(link.protocol.version).toBe(version);
    const [answer] = (await messages.getByText(`← ${start} `).allInnerTexts()).reverse();
    const sent = await messages.getByText(`→ ${start} `).allInnerTexts();
    const transactionId = version === "1.6" ? Number(/"transactionId":(\d+)/.exec(answer ?? "")?.[1]) : /"transactionId":"([^"]+)"/.exec(sent[0] ?? "")?.[1];
    expect(await link.call(stop, { transactionId })).toEqual({ outcome: "result", payload: { status: "Accepted" } });
    await messages.getByText(`⇐ ${stop} `).waitFor();
    if (version === "1.6") await messages.getByText(`← ${end} `).first().waitFor();
    await page.getByRole("button", { name: "Unplug" }).click();
    await messages.getByText(version === "1.6" ? "→ StopTransaction" : /"eventType":"Ended"/).first().waitFor();

    await page.getByRole("button", { name: "Switch off" }).click();
    await expect.poll(() => served.central.link(`PAGE ${version}`)).toBeUndefined();
    expect(faults).toEqual([]);
    await page.close();
  });
});
