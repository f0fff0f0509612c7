import { instant, minutes, silentLogger } from "@cpokit/kernel";
import { beforeEach, describe, expect, it } from "vitest";
import { createMethodSetups, createPayments, type MethodSetups, type Payments, type SavedMethod } from "@cpokit/billing";
import { createFakeProvider, type FakeProvider } from "@cpokit/billing/fake";
import { createDesk, type Desk } from "./fixture.ts";

let desk: Desk;
let provider: FakeProvider;
let setups: MethodSetups;
let payments: Payments;
let saved: SavedMethod[];

beforeEach(() => {
  desk = createDesk();
  const { store, clock, ids } = desk;
  // No luck is needed: a fault happens always or never.
  provider = createFakeProvider({ clock, random: () => 0.5 });
  saved = [];
  setups = createMethodSetups({ store, clock, ids, logger: silentLogger, provider, saved: (unit, method) => unit.afterCommit(() => void saved.push(method)) });
  payments = createPayments({ clock, ids, provider, methods: setups });
});

const open = () => setups.open({ customer: "driver/D1", returnUrl: (id) => `https://cpo.example/back/${id}` });
/** What the provider has to say, through the door for its notifications; how many of it changed something. */
async function notify(): Promise<number> {
  let applied = 0;
  for (const message of provider.takeWebhooks()) {
    const outcome = await desk.store.transaction((unit) => payments.receive(unit, message));
    applied += outcome.outcome === "done" ? outcome.applied : 0;
  }
  return applied;
}
const stateOf = async (id: string) => (await setups.setup(desk.store, id))?.state;
const later = (milliseconds: number): Promise<void> => setups.sweep(instant(desk.clock.now() + milliseconds));

describe("a means of payment that is saved on the provider's page", () => {
  it("is kept when the driver is back, once, however often that is", async () => {
    const { id, url, state } = await open();
    expect({ url, state }).toEqual({ url: `https://pay.example/${id}`, state: "open" });
    expect(provider.decideOnPage(id, "save")).toBe(`https://cpo.example/back/${id}`);
    await Promise.all([setups.look(id), setups.look(id)]);
    expect(await setups.look(id)).toMatchObject({ state: "saved", label: "Demo card •••• 4242" });
    expect(await notify()).toBe(0);
    expect(saved).toEqual([{ customer: "driver/D1", token: `pm_fake_${id}`, label: "Demo card •••• 4242" }]);
    // What was decided on the page stays, too.
    provider.decideOnPage(id, "cancel");
    expect(await setups.look(id)).toMatchObject({ state: "saved" });
  });

  it("is not kept because somebody came back: the provider has to say so", async () => {
    const { id } = await open();
    expect(await setups.look(id)).toMatchObject({ state: "open" });
    expect(saved).toEqual([]);
    expect(await setups.look("none")).toBeUndefined();
  });

  it("is kept by a notification when the driver never comes back, and a repeated one changes nothing", async () => {
    provider.setFaults({ duplicateWebhook: 1 });
    const { id } = await open();
    provider.decideOnPage(id, "save");
    expect(await notify()).toBe(1);
    expect(await stateOf(id)).toBe("saved");
    await setups.look(id);
    expect(saved).toHaveLength(1);
  });

  it("is asked about when the notification is lost", async () => {
    provider.setFaults({ lostWebhook: 1 });
    const { id } = await open();
    provider.decideOnPage(id, "save");
    await later(minutes(1));
    expect(await stateOf(id)).toBe("open");
    await later(minutes(6));
    expect(await stateOf(id)).toBe("saved");
    expect(saved).toHaveLength(1);
  });

  it("is nothing when the driver gives up or the provider declines, and can be tried again", async () => {
    const given = await open();
    provider.decideOnPage(given.id, "cancel");
    expect(await setups.look(given.id)).toMatchObject({ state: "cancelled" });
    provider.setFaults({ declined: 1 });
    const declined = await open();
    provider.decideOnPage(declined.id, "save");
    expect(await setups.look(declined.id)).toMatchObject({ state: "declined", reason: "declined" });
    expect(await notify()).toBe(0);
    expect(saved).toEqual([]);
    provider.setFaults({});
    const { id } = await open();
    provider.decideOnPage(id, "save");
    await setups.look(id);
    expect(saved).toHaveLength(1);
  });

  it("expires when nobody decides within the hour, and is kept all the same when the provider saved it later", async () => {
    const { id } = await open();
    await later(minutes(6));
    expect(await stateOf(id)).toBe("open");
    await later(minutes(120));
    expect(await stateOf(id)).toBe("expired");
    await later(minutes(240));
    expect(saved).toEqual([]);
    provider.decideOnPage(id, "save");
    expect(await notify()).toBe(1);
    expect(await stateOf(id)).toBe("saved");
    expect(saved).toHaveLength(1);
  });

  it("is asked about again while the provider cannot be reached", async () => {
    const { id } = await open();
    provider.decideOnPage(id, "save");
    provider.setFaults({ lostRequest: 1 });
    await expect(setups.look(id)).rejects.toMatchObject({ code: "billing.fake-timeout" });
    await later(minutes(6));
    expect(await stateOf(id)).toBe("open");
    await expect(open()).rejects.toMatchObject({ code: "billing.fake-timeout" });
    provider.setFaults({});
    await later(minutes(20));
    expect(await stateOf(id)).toBe("saved");
  });

  it("needs a provider with such a page", async () => {
    const { saveMethod: _, ...plain } = provider;
    const without = createMethodSetups({ store: desk.store, clock: desk.clock, ids: desk.ids, logger: silentLogger, provider: plain, saved: () => undefined });
    await expect(without.open({ customer: "driver/D1", returnUrl: (id) => id })).rejects.toMatchObject({ code: "billing.no-method-page" });
  });
});
