import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { expect } from "vitest";
import { startProcess, type RunningProcess } from "../e2e/running-process.ts";

const BROWSERS = [process.env["CPOKIT_BROWSER"] ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = BROWSERS.find((path) => path !== "" && existsSync(path));
const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Why no page can be looked at here; `undefined` when it can. */
export const missing = executablePath === undefined
  ? "no browser is installed (apt-get install chromium, or name one in CPOKIT_BROWSER)"
  : existsSync(new URL("../../web/dist/index.html", import.meta.url)) ? undefined : "the page is not built (npx vite build examples/complete-cpo/web)";

/** A real browser without anything that would call home. */
export const launchBrowser = (): Promise<Browser> => chromium.launch({ executablePath: executablePath ?? "", args: ARGS });

/** A CPO, and a browser before it. */
export interface Stage {
  readonly cpo: RunningProcess;
  /** One request to its API that must succeed. */
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
  /** A page of its own, with nobody signed in. */
  newPage(options?: Pick<BrowserContextOptions, "viewport">): Promise<Page>;
  /** A page of the console, with the operator's key. */
  operatorPage(path: string): Promise<Page>;
  close(): Promise<void>;
}

/** `settings` are lines of the file of settings; `mode` are arguments that say whether there is a demonstration, none when absent. */
export async function openStage(settings: readonly string[] = [], mode: readonly string[] = ["--no-demo"]): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), "cpo-stage-"));
  const config = join(folder, "cpo.env");
  writeFileSync(config, settings.join("\n"));
  const cpo = await startProcess([...mode, "--port", "0", "--ocpp-port", "0", "--host", "127.0.0.1", "--data", join(folder, "data"), "--config", config]);
  const browser = await launchBrowser();
  const newPage: Stage["newPage"] = async (options) => {
    const context = await browser.newContext({ viewport: { width: 1_280, height: 860 }, locale: "en-GB", ...options });
    const opened = await context.newPage();
    opened.setDefaultTimeout(60_000);
    return opened;
  };
  return {
    cpo, newPage,
    async ask(method, path, body) {
      const response = await fetch(`${cpo.url}/api/v1${path}`, { method, headers: { authorization: `Bearer ${cpo.operatorKey}`, "content-type": "application/json" }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      expect(response.status, `${method} ${path}`).toBeLessThan(300);
      return response.json();
    },
    async operatorPage(path) {
      const opened = await newPage();
      await opened.goto(`${cpo.url}${path}#key=${cpo.operatorKey}`);
      return opened;
    },
    async close() {
      await browser.close();
      await cpo.end("SIGTERM");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
