import { expect, it } from "vitest";
import { openSessions } from "../src/collections.ts";
import { encodeKey } from "@cpokit/storage";
import { write } from "../src/write.ts";
import { createDraft } from "../src/decide/draft.ts";
import { sessions } from "../src/collections.ts";
import { at, createWorld, start16 } from "./world.ts";

it("I3: writing a second active session on an EVSE fails the whole unit", async () => {
  const world = createWorld();
  const { session } = await world.record(start16(0));
  const state = (await world.store.get(sessions, session!))!;
  const twin = createDraft({ event: "started", reason: "A twin.", create: { ...state.session, id: "TWIN", transaction: "twin" } }).finish({ kind: "deadline", now: at(1) });
  await expect(world.at(1, (unit) => write(unit, twin, at(1)))).rejects.toMatchObject({ code: "sessions.evse-occupied" });
  expect((await world.store.get(openSessions, encodeKey(["CS-1", 1])))?.session).toBe(session);
  expect(await world.all()).toHaveLength(1);
});
