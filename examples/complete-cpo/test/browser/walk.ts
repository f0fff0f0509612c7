import axe from "axe-core";
import type { Page } from "playwright-core";

/** The addresses of the whole console: every entry of the menu, and the first thing of each list. */
export async function addressesOf(opened: Page, base: string): Promise<string[]> {
  const lists = await opened.locator("nav a[href^='/']:not([target])").evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  const addresses: string[] = [];
  for (const list of lists) {
    addresses.push(list);
    await show(opened, `${base}${list}`);
    const one = list === "/" ? undefined : await opened.locator(`main a[href^='${list}/']`).first().getAttribute("href", { timeout: 500 }).catch(() => undefined);
    if (typeof one === "string") addresses.push(one);
  }
  return addresses;
}

/** The parts of the page that stands which have an address of their own. */
export async function partsOf(opened: Page, address: string): Promise<string[]> {
  return opened.locator(`main nav a[href^='${address}/']`).evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
}

/** Opens an address and waits until its content stands. */
export async function show(opened: Page, address: string): Promise<void> {
  await opened.goto(address);
  await opened.locator("main h1").waitFor();
  await opened.locator("main [aria-busy='true']").first().waitFor({ state: "detached" });
}

/** What axe-core calls serious or critical on the page as it stands, a line each. */
export async function accessibilityFaults(opened: Page): Promise<string[]> {
  await opened.evaluate(axe.source);
  return opened.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof import("axe-core") }).axe.run(document, { resultTypes: ["violations"] });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, help, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${help}: ${node.html.slice(0, 160)}`));
  });
}
