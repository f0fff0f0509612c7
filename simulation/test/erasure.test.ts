import { eraseTokenFromCdrs, exportTokenCdrs } from "@cpokit/billing";
import { eraseTokenTraces, exportTokenTraces } from "@cpokit/csms";
import { instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import { expect, it } from "vitest";
import { stamp } from "../src/crash/story.ts";
import { TOKENS } from "../src/place.ts";
import { createOneStation } from "./one-station.ts";

const DAY = 86_400_000;
const TOKEN = TOKENS.good[0];

it("a token is exported and then erased: no document of any collection of the whole CPO names it any more, and the books stand", async () => {
  const { time, store, core, collections, done, ask } = await createOneStation();
  const { clock } = time;
  const everything = async (): Promise<string> => {
    const texts: string[] = [];
    for (const name of collections) for await (const { id, body } of store.each(collection<unknown>(name))) texts.push(`${name} ${id} ${JSON.stringify(body)}`);
    return texts.filter((text) => text.toLowerCase().includes(TOKEN.toLowerCase())).join("\n");
  };

  await done(core.csms.send("CS-1", { command: "start", evse: 2, token: { value: TOKEN } }, { requestedBy: "app", key: "click" }));
  await ask("Authorize", { idTag: TOKEN });
  const { transactionId } = await ask("StartTransaction", { connectorId: 1, idTag: TOKEN, meterStart: 1_000, timestamp: stamp(0) });
  await time.advance(600_000);
  await ask("StopTransaction", { transactionId, idTag: TOKEN, meterStop: 2_000, timestamp: stamp(600), reason: "Local" });
  // Of a transaction that nobody knows, at a connector that has none.
  await ask("MeterValues", { connectorId: 2, transactionId: 0, meterValue: [{ timestamp: stamp(600), sampledValue: [{ value: "1" }] }] });
  for (let day = 0; day < 40; day += 1) {
    await time.advance(DAY);
    await done(core.sweep(clock.now()));
  }
  await done(store.outbox.idle());

  const traces: string[] = [];
  for (const { kind } of await done(exportTokenTraces(store, { value: TOKEN }))) traces.push(kind);
  for await (const { session } of core.sessions.exportToken(store, { value: TOKEN })) traces.push(session.lifecycle);
  for await (const { total } of exportTokenCdrs(store, TOKEN)) traces.push(total.excl);
  // 0.50 and 1 kWh × 0.25 outside the evening.
  expect(traces.toSorted()).toEqual(["0.75", "cancelled", "command", "decision", "decision", "decision", "ended", "token"]);

  expect(await everything()).not.toBe("");
  expect((await done(core.sessions.eraseToken(store, { value: TOKEN, id: TOKEN, actor: "privacy", reason: "asked for it" }))).waiting).toEqual([]);
  expect(await done(eraseTokenTraces(store, { value: TOKEN, id: TOKEN }, instant(clock.now() - 31 * DAY)))).toMatchObject({ waiting: 0 });
  await done(eraseTokenFromCdrs(store, TOKEN, clock.now()));
  // The account of the driver is our own name for them (decision 0006); here it happens to be the token.
  expect((await everything()).replaceAll(`driver/${TOKEN}`, "")).not.toMatch(new RegExp(TOKEN, "iu"));
});
