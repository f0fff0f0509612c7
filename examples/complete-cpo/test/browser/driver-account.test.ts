import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { connectIndependent, type IndependentStation, type Started16 } from "../e2e/independent-station.ts";
import { flatTariff, plug, site } from "../support.ts";
import { missing, openStage, type Stage } from "./stage.ts";
import { accessibilityFaults } from "./walk.ts";

if (missing !== undefined) console.warn(`SKIPPED: the account of drivers was not tried in a browser: ${missing}.`);

const TILE = '<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><rect width="256" height="256" fill="#e8efe4"/><path d="M0 90h256M120 0v256" stroke="#fff" stroke-width="14"/></svg>';

/** From a stranger to a driver whose charge runs on an account. */
describe.skipIf(missing !== undefined)(`a driver's account${missing === undefined ? "" : `: ${missing}`}`, () => {
  const tileRequests: IncomingMessage[] = [];
  let tiles: Server;
  let tilesUrl = "";
  let stage: Stage;
  let station: IndependentStation;
  let evse = "";

  const ask: Stage["ask"] = (...request) => stage.ask(...request);
  const letters = async (): Promise<readonly { readonly subject: string; readonly text: string }[]> => ((await ask("GET", "/kept-mails")) as { readonly items: readonly { readonly subject: string; readonly text: string }[] }).items;
  const phonePage = (): Promise<Page> => stage.newPage({ viewport: { width: 390, height: 844 } });

  beforeAll(async () => {
    tiles = createServer((request, response) => {
      tileRequests.push(request);
      response.writeHead(200, { "content-type": "image/svg+xml" }).end(TILE);
    });
    await new Promise<void>((done) => tiles.listen(0, "127.0.0.1", done));
    tilesUrl = `http://127.0.0.1:${(tiles.address() as AddressInfo).port}`;
    stage = await openStage([`CPOKIT_MAP_TILES=${tilesUrl}/{z}/{x}/{y}.svg`, "CPOKIT_MAP_ATTRIBUTION=© Tiles of this test https://tiles.example.org/terms"]);
    await ask("POST", "/locations", site);
    for (const [id, latitude] of [["NEAR", "52.3704"], ["FAR", "52.4400"]]) {
      await ask("POST", "/locations", { ...site, id, name: `Quay ${id}`, coordinates: { ...site.coordinates, latitude } });
      await ask("POST", "/stations", { identity: `CS-${id}`, locationId: id, evses: [{ number: 1, connectors: [plug] }], password: false });
    }
    await ask("POST", "/stations", { identity: "CS-1", locationId: "SITE", evses: [{ number: 1, connectors: [plug] }], password: false });
    await ask("POST", "/tariffs", { tariffId: "T1", name: "One price", ocpiVersion: "2.2.1", tariff: flatTariff });
    await ask("POST", "/tariff-assignments", { tariffId: "T1", target: { kind: "tenant" } });
    await ask("POST", "/drivers", { kind: "person", name: "Anna de Vries", email: "anna@example.org" });
    evse = ((await ask("GET", "/public/locations/SITE")) as { readonly evses: readonly { readonly id: string }[] }).evses[0]?.id ?? "";
    station = await connectIndependent(stage.cpo.ocppUrl, "CS-1", "ocpp1.6");
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
  });
  afterAll(async () => {
    await station?.close({ force: true });
    await stage?.close();
    tiles?.closeAllConnections();
    tiles?.close();
  });

  it("is opened by a code from a letter, charges, is stopped from the account, and shows what it cost", async () => {
    const opened = await phonePage();
    await opened.goto(`${stage.cpo.url}/drive/evses/${encodeURIComponent(evse)}`);
    await opened.getByRole("link", { name: "Sign in" }).click();
    await opened.getByLabel("E-mail").fill("anna@example.org");
    await opened.getByRole("button", { name: "Send code" }).click();
    let code: string | undefined;
    await expect.poll(async () => (code = /\d{6}/.exec((await letters())[0]?.text ?? "")?.[0])).toBeDefined();
    await opened.getByLabel("Code of six digits").fill(code ?? "");
    await opened.getByRole("button", { name: "Sign in" }).click();
    await opened.getByRole("heading", { name: "Anna de Vries" }).waitFor();
    expect(await accessibilityFaults(opened)).toEqual([]);

    await opened.goto(`${stage.cpo.url}/drive/evses/${encodeURIComponent(evse)}`);
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
    await opened.context().close();
  });

  it("is found on a map, by keyboard as well, and nothing is loaded before somebody asks for it", async () => {
    const opened = await phonePage();
    await opened.context().grantPermissions(["geolocation"]);
    await opened.context().setGeolocation({ latitude: 52.371, longitude: 4.895 });
    const strangers = new Set<string>();
    opened.on("request", (request) => strangers.add(new URL(request.url()).origin));
    opened.on("pageerror", (error) => strangers.add(error.message));
    opened.on("console", (message) => message.type() === "error" && strangers.add(message.text()));
    await opened.goto(`${stage.cpo.url}/drive`);
    await opened.getByRole("link", { name: "Harbour" }).waitFor();
    expect([...strangers]).toEqual([stage.cpo.url]);
    expect(tileRequests).toEqual([]);

    await opened.getByRole("button", { name: "Show the map" }).click();
    const map = opened.getByRole("region", { name: "Map of the places" });
    await map.locator("img.leaflet-tile-loaded").first().waitFor({ timeout: 60_000 });
    expect(tileRequests[0]?.headers.referer).toBe(`${stage.cpo.url}/`);
    expect([...strangers]).toEqual([stage.cpo.url, tilesUrl]);
    await map.getByRole("link", { name: "© Tiles of this test" }).waitFor();
    // Two that lie together are one mark, which leads closer.
    const both = map.getByRole("button", { name: "2 places: 0 free. Look closer" });
    await both.press("Enter");
    const mark = map.getByRole("button", { name: "Harbour: 0 of 1 free" });
    await mark.press("Enter");
    const popup = map.locator(".leaflet-popup");
    await popup.getByText("At most €0.30 per kWh").waitFor();
    expect(await popup.getByRole("link", { name: "Harbour" }).getAttribute("href")).toBe("/drive/places/SITE");
    expect(await accessibilityFaults(opened)).toEqual([]);
    await popup.getByRole("button", { name: "Close" }).press("Enter");
    await popup.waitFor({ state: "detached" });
    expect(await mark.evaluate((element) => element === document.activeElement)).toBe(true);

    await opened.getByRole("button", { name: "Near me" }).click();
    await map.locator(".place-map-here").waitFor();
    await both.press(" ");
    await mark.press(" ");
    await popup.getByRole("link", { name: "Harbour" }).click();
    await opened.getByRole("heading", { name: "Harbour" }).waitFor();
    expect([...strangers]).toEqual([stage.cpo.url, tilesUrl]);
    await opened.context().close();
  }, 120_000);

  it("is opened by the link of a letter, waits for a point that is in use and for any with the right plug, and is told once by a letter when it is free", async () => {
    await station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Charging" });
    const opened = await phonePage();
    await opened.goto(`${stage.cpo.url}/drive/account`);
    await opened.getByLabel("E-mail").fill("anna@example.org");
    await opened.getByRole("button", { name: "Send code" }).click();
    await opened.getByText("a letter with a code is on its way").waitFor();
    const link = async (subject: RegExp): Promise<string | undefined> => /http\S+/.exec((await letters()).find((letter) => subject.test(letter.subject))?.text ?? "")?.[0];
    const signIn = await vi.waitUntil(() => link(/^Your sign-in code/), { timeout: 30_000, interval: 200 });
    await opened.goto(signIn);
    await opened.getByRole("heading", { name: "Anna de Vries" }).waitFor();
    // The secret does not stay in the address, and does not work twice.
    expect(new URL(opened.url()).hash).toBe("");
    const stranger = await phonePage();
    await stranger.goto(signIn);
    await stranger.getByText("is wrong, was used, or is older").waitFor();
    await stranger.context().close();

    await opened.goto(`${stage.cpo.url}/drive/evses/${encodeURIComponent(evse)}`);
    await opened.getByRole("button", { name: "Tell me when it is free" }).click();
    await opened.getByText("You get an e-mail when it is free.").waitFor();
    expect(await accessibilityFaults(opened)).toEqual([]);
    await opened.getByRole("button", { name: "Wait no longer" }).click();
    await opened.getByText("You get one e-mail within twelve hours.").waitFor();
    await opened.goto(`${stage.cpo.url}/drive/places/SITE`);
    await opened.getByRole("button", { name: "Tell me when one is free" }).click();
    await opened.getByText("You get an e-mail when one is free here (any plug).").waitFor();
    expect(await accessibilityFaults(opened)).toEqual([]);
    expect(await link(/^Free:/)).toBeUndefined();

    await station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Available" });
    const free = await vi.waitUntil(() => link(/^Free: Harbour/), { timeout: 30_000, interval: 200 });
    expect(free).toBe(`${stage.cpo.url}/drive/evses/${encodeURIComponent(evse)}`);
    await opened.goto(free);
    await opened.getByText("Free", { exact: true }).waitFor();
    await opened.goto(`${stage.cpo.url}/drive/places/SITE`);
    await opened.getByText("1 of 1 free").waitFor();
    await station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Preparing" });
    await station.call("StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Available" });
    expect((await letters()).filter(({ subject }) => subject.startsWith("Free:"))).toHaveLength(1);
    await opened.context().close();
  }, 120_000);
});
