import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { missing, openStage, type Stage } from "./stage.ts";
import { accessibilityFaults } from "./walk.ts";

if (missing !== undefined) console.warn(`SKIPPED: the payment page was not tried in a browser: ${missing}.`);

/** The page of the demonstration's payment service, from a driver's account and back. */
describe.skipIf(missing !== undefined)(`saving a card${missing === undefined ? "" : `: ${missing}`}`, () => {
  let stage: Stage;
  let opened: Page;
  beforeAll(async () => {
    stage = await openStage([], ["--demo", "--demo-days", "0"]);
    opened = await stage.newPage({ viewport: { width: 390, height: 844 } });
    await opened.goto(`${stage.cpo.url}/drive/account`);
    await opened.getByLabel("E-mail").fill("nora@example.org");
    await opened.getByRole("button", { name: "Send code" }).click();
    const code = await vi.waitUntil(async () => {
      const { items } = (await stage.ask("GET", "/kept-mails")) as { readonly items: readonly { readonly to: string; readonly text: string }[] };
      return /\d{6}/.exec(items.find(({ to }) => to === "nora@example.org")?.text ?? "")?.[0];
    }, { timeout: 30_000, interval: 200 });
    await opened.getByLabel("Code of six digits").fill(code);
    await opened.getByRole("button", { name: "Sign in" }).click();
    await opened.getByText("Before the first charge we need a card to pay with.").waitFor();
  }, 120_000);
  afterAll(() => stage?.close());

  const toPaymentPage = async (): Promise<void> => {
    await opened.getByRole("button", { name: "Save a card" }).click();
    await opened.getByRole("heading", { name: "Payment service" }).waitFor();
  };

  it("tells of a card that the service declined, and of a way back without one, and lets try again", async () => {
    await toPaymentPage();
    expect(await accessibilityFaults(opened)).toEqual([]);
    await opened.getByRole("button", { name: "Decline the card" }).click();
    await opened.getByText("The payment service declined it. Try another one.").waitFor();
    await opened.getByText("Before the first charge we need a card to pay with.").waitFor();
    expect(new URL(opened.url()).search).toBe("");

    await toPaymentPage();
    await opened.getByRole("button", { name: "Go back without saving" }).click();
    await opened.getByText("Nothing was saved.").waitFor();
    expect(await opened.getByRole("button", { name: "Remove" }).count()).toBe(0);
  });

  it("keeps nothing of a visit that was abandoned, also when its page is used later, after another card was saved", async () => {
    await toPaymentPage();
    const abandoned = opened.url();
    await opened.goto(`${stage.cpo.url}/drive/account`);
    await opened.getByText("Before the first charge we need a card to pay with.").waitFor();

    await toPaymentPage();
    expect(opened.url()).not.toBe(abandoned);
    await opened.getByRole("button", { name: /^Save the card/ }).click();
    await opened.getByText("Saved.", { exact: true }).waitFor();
    await opened.getByText(/^Invoices are collected from .*4242/).waitFor();

    await opened.goto(abandoned);
    await opened.getByRole("button", { name: "Decline the card" }).click();
    await opened.getByText("The payment service declined it. Try another one.").waitFor();
    await opened.getByText(/^Invoices are collected from .*4242/).waitFor();
  });

  it("says what to do when the page of the service is not known", async () => {
    await opened.goto(`${stage.cpo.url}/drive/demo-payment/nobody`);
    await opened.getByRole("button", { name: /^Save the card/ }).click();
    await opened.getByRole("alert", { name: "That did not work" }).waitFor();
  });
});
