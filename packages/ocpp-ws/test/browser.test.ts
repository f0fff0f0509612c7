import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { createOcppClient, type ClientDisconnected, type StationOptions, type OcppClient } from "../src/browser.ts";
import { afterTest, startServer, TIME, until } from "./support.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** A page's script: a station that boots, is reset, and tells what happened. */
const PAGE = `
  import { createOcppClient } from "@cpokit/ocpp-ws/browser";
  import { v201 } from "@cpokit/ocpp/v201";
  globalThis.startStation = async (url) => {
    const asked = [];
    const client = createOcppClient({
      url, identity: "page", protocols: [v201], handler: ({ action }) => (asked.push(action), { response: { status: "Accepted" } }),
    });
    await client.connected();
    const boot = await client.call("BootNotification", { reason: "PowerUp", chargingStation: { vendorName: "acme", model: "page" } });
    while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await client.close();
    return { boot, asked };
  };
`;

function bundle() {
  return build({
    stdin: { contents: PAGE, resolveDir: fileURLToPath(new URL("..", import.meta.url)) }, absWorkingDir: root,
    bundle: true, write: false, metafile: true, platform: "browser", format: "esm", conditions: ["@cpokit/source"], logLevel: "silent",
  });
}

describe("the bundle for a browser", () => {
  it("has nothing of Node.js and nothing of ws in it", async () => {
    const { metafile, outputFiles } = await bundle();
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.filter((path) => path.includes("node_modules/") && !path.includes("node_modules/zod/"))).toEqual([]);
    expect(Object.values(metafile.outputs).flatMap(({ imports }) => imports)).toEqual([]);
    expect(inputs).toContain("packages/ocpp-ws/src/browser.ts");
    expect((outputFiles[0]?.text ?? "").match(/\bBuffer\.\w+|\bprocess\.\w+|"node:\w+"/g)).toBeNull();
  });
});

function startClient(port: number, options: Partial<StationOptions> = {}): OcppClient {
  const client = createOcppClient({ url: `ws://127.0.0.1:${port}`, identity: "CS one/é", protocols: [v16], handler: () => ({ response: { status: "Accepted" } }), ...options });
  afterTest(() => client.close());
  return client;
}

describe("the client over a global WebSocket (that of Node.js)", () => {
  it("talks both ways, and is closed from either side", async () => {
    const { server, port } = await startServer();
    const client = startClient(port, { backOff: { waitMinimum: 5, randomRange: 0 } });
    const first = await client.connected();
    expect(await client.call("Heartbeat", {})).toEqual({ outcome: "result", payload: { currentTime: TIME } });
    expect(await server.link("CS one/é")?.call("ClearCache", {})).toEqual({ outcome: "result", payload: { status: "Accepted" } });
    server.link("CS one/é")?.close(1000, "Come back.");
    await until(() => client.link !== undefined && client.link !== first);
    await client.close();
    await until(() => server.connections().length === 0);
  });

  it("says that it was refused, and gives up when told so", async () => {
    const { port } = await startServer({ authenticate: () => ({ accept: false, status: 403, reason: "No." }) });
    const losses: ClientDisconnected[] = [];
    const client = startClient(port, { backOff: "off", onDisconnected: (how) => void losses.push(how) });
    await expect(client.connected()).rejects.toMatchObject({ code: "ocpp-ws.closed" });
    expect(losses).toEqual([{ link: undefined, code: 1006, reason: "The central system cannot be reached, or refused the connection.", status: undefined, retryIn: undefined }]);
  });

  it("closes with a code that a browser may use", async () => {
    const ends: number[] = [];
    const { server, port } = await startServer({ onDisconnected: (_link, { code }) => void ends.push(code) });
    const client = startClient(port, { protocols: [v201] });
    const link = await client.connected();
    await until(() => server.connections().length === 1);
    link.close(1008, "Enough.");
    await until(() => ends.length === 1);
    expect(ends).toEqual([4008]);
  });

  it("settles its calls when the connection is lost, and may be closed while it connects", async () => {
    const { port } = await startServer({ handler: () => new Promise(() => {}) });
    const client = startClient(port, { backOff: "off" });
    await client.connected();
    const call = client.call("Heartbeat", {});
    client.drop();
    expect(await call).toEqual({ outcome: "closed", sent: true });
    const other = startClient(port);
    const waiting = other.connected();
    await other.close();
    await expect(waiting).rejects.toMatchObject({ code: "ocpp-ws.closed" });
  });
});

const BROWSERS = [process.env["CPOKIT_BROWSER"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => path !== "" && existsSync(path));
if (executablePath === undefined) console.warn("SKIPPED: the client was not tried in a browser: none is installed (apt-get install chromium, or name one in CPOKIT_BROWSER).");

describe.skipIf(executablePath === undefined)("the client in a real browser", () => {
  it("boots as a station from a page", async () => {
    const { outputFiles } = await bundle();
    const pages = createServer((request, response) => {
      const isScript = request.url === "/page.js";
      response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
      response.end(isScript ? outputFiles[0]?.text : '<!doctype html><script type="module" src="/page.js"></script>');
    });
    await new Promise<void>((resolve) => void pages.listen(0, "127.0.0.1", resolve));
    afterTest(() => {
      pages.close();
      pages.closeAllConnections();
    });
    const address = pages.address();
    const pagePort = typeof address === "object" && address !== null ? address.port : 0;
    const { server, port } = await startServer({
      handler: ({ link }) => {
        void link.call("ClearCache", {});
        return { response: { currentTime: TIME, interval: 300, status: "Accepted" } };
      },
    });
    const browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"] });
    afterTest(() => browser.close());
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${pagePort}/`);
    const told = await page.evaluate(`globalThis.startStation("ws://127.0.0.1:${port}")`);
    expect(told).toEqual({ boot: { outcome: "result", payload: { currentTime: TIME, interval: 300, status: "Accepted" } }, asked: ["ClearCache"] });
    await until(() => server.connections().length === 0);
  });
});
