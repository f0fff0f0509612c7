import { instant } from "@cpokit/kernel";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import { describe, expect, it } from "vitest";
import { clock, connectedPeer, envelope, NOW, partner, PARTNER, TOKEN, type Sent } from "../../test/partner.ts";
import { convertObject } from "../convert/convert-object.ts";
import { findReceived, type ReceivedChange } from "../peers/received.ts";
import { markId, pullMarks } from "../peers/mark.ts";
import type { Token } from "../v230/index.ts";
import { pullObjects, type PullRequest } from "./pull-objects.ts";

const VERSIONS = ["2.1.1", "2.2.1", "2.3.0"] as const;
const us = { party: { countryCode: "NL", partyId: "MSP" } };

describe.each(VERSIONS)("pulling from a partner of %s", (version) => {
  function given(list: Token[], trouble = (_: Sent, __: number): Response | undefined => undefined) {
    let now = NOW as number;
    const store = createStore(createMemoryDriver(), { clock });
    const { sent, options } = partner((request, place) => {
      const refusal = trouble(request, place);
      if (refusal !== undefined) return refusal;
      const parameters = new URL(request.url).searchParams;
      const from = parameters.get("date_from");
      const found = list.filter(({ last_updated: updated }) => from === null || updated >= from);
      const offset = Number(parameters.get("offset") ?? 0);
      const data = found.slice(offset, offset + 2).map((token) => convertObject("Token", token, "2.3.0", version, us).value);
      const link = offset + 2 < found.length ? { link: `<${PARTNER}/${version}/tokens?${from === null ? "" : `date_from=${from}&`}offset=${offset + 2}>; rel="next"` } : {};
      return envelope(data, { headers: { date: new Date(now).toUTCString(), ...link } });
    });
    const heard: ReceivedChange<"Token">[] = [];
    const pull = (request?: PullRequest) => pullObjects(connectedPeer(version), "Token", { ...options, clock: { now: () => instant(now) }, store, listeners: { Token: (change) => void heard.push(change) } }, request);
    return { store, sent, heard, pull, list, pass: (milliseconds: number) => void (now += milliseconds) };
  }

  const tokens = (): Token[] => [1, 2, 3, 4, 5].map((place) => ({ ...TOKEN, uid: `T${place}`, last_updated: `2026-03-01T08:0${place}:00Z` }));

  it("stores what is new, hears of it once, and asks for changes only the next time, with overlap", async () => {
    const { pull, heard, sent, list, store, pass } = given(tokens());
    expect(await pull()).toEqual({ pages: 3, objects: 5, changed: 5, stale: 0, unreadable: 0, vanished: 0 });
    expect(heard.map(({ after }) => after?.uid)).toEqual(["T1", "T2", "T3", "T4", "T5"]);
    expect(await findReceived(store, "Token", { countryCode: "NL", partyId: "MSP", id: "T1", type: "RFID" })).toMatchObject([{ contract_id: "NL-MSP-C1" }]);
    pass(1_000);
    list[1] = { ...list[1]!, valid: false, last_updated: "2026-03-01T08:06:00Z" };
    sent.length = 0;
    expect(await pull()).toMatchObject({ objects: 5, changed: 1 });
    expect(new URL(sent[0]!.url).searchParams.get("date_from")).toBe("2026-03-01T07:55:00Z");
    expect(heard.slice(5).map(({ before, after }) => [before?.valid, after?.valid])).toEqual([[true, false]]);
  });

  it("goes on where it was interrupted, and moves the mark at the end only", async () => {
    let isDown = true;
    const { pull, sent, store, heard } = given(tokens(), (_, place) => (place > 0 && isDown ? envelope(undefined, { http: 500, status: 3000 }) : undefined));
    await expect(pull()).rejects.toMatchObject({ code: "ocpi.pull" });
    const mark = await store.get(pullMarks, markId("partner", "Token"));
    expect(mark).toMatchObject({ next: `${PARTNER}/${version}/tokens?offset=2` });
    expect(mark).not.toHaveProperty("highWater");
    isDown = false;
    sent.length = 0;
    expect(await pull()).toMatchObject({ pages: 2, objects: 3 });
    expect(new URL(sent[0]!.url).search).toBe("?offset=2");
    expect(heard).toHaveLength(5);
    expect(await store.get(pullMarks, markId("partner", "Token"))).toEqual({ peer: "partner", module: "Token", highWater: Date.parse("2026-03-01T08:05:00Z"), completedAt: NOW });
  });

  it("tells how far it is, ends when it is told to, and goes on there", async () => {
    const { pull, sent } = given(tokens());
    const signal = { aborted: false };
    const told: number[] = [];
    const onProgress = ({ objects }: { readonly objects: number }): void => {
      told.push(objects);
      signal.aborted = told.length === 2;
    };
    await expect(pull({ signal, onProgress })).rejects.toMatchObject({ code: "ocpi.pull-stopped", values: { pages: 2 } });
    expect(told).toEqual([2, 4]);
    sent.length = 0;
    expect(await pull()).toMatchObject({ pages: 1, objects: 1 });
  });

  it("begins anew when the partner forgot the page where it was interrupted", async () => {
    let turn = 0;
    const { pull } = given(tokens(), ({ url }) => {
      const isSecond = new URL(url).searchParams.has("offset");
      turn += isSecond ? 1 : 0;
      return isSecond && turn <= 3 ? envelope(undefined, { http: 500, status: 3000 }) : isSecond && turn === 4 ? envelope(undefined, { status: 2001 }) : undefined;
    });
    await expect(pull()).rejects.toMatchObject({ code: "ocpi.pull" });
    expect(await pull()).toMatchObject({ pages: 3, objects: 5 });
  });

  it("never moves the mark past the beginning of the pull, for objects may change behind it", async () => {
    const { pull, store } = given([{ ...TOKEN, last_updated: "2027-01-01T00:00:00Z" }]);
    await pull();
    expect((await store.get(pullMarks, markId("partner", "Token")))?.highWater).toBe(NOW);
  });

  it("finds what has vanished", async () => {
    const { pull, list, heard, store, pass } = given(tokens());
    await pull({ isFull: true });
    pass(60_000);
    list.splice(1, 2);
    const vanished: string[] = [];
    expect(await pull({ isFull: true, onVanished: ({ key }) => (vanished.push(key.id), key.id === "T2" ? "forget" : "keep") })).toMatchObject({ objects: 3, changed: 0, vanished: 2 });
    expect(vanished).toEqual(["T2", "T3"]);
    expect(heard.slice(5)).toMatchObject([{ before: { uid: "T2" }, after: undefined }]);
    expect(await findReceived(store, "Token", { countryCode: "NL", partyId: "MSP", id: "T3", type: "RFID" })).toHaveLength(1);
  });

  it("takes nothing that is older than what it holds, and goes past what it cannot read", async () => {
    const { pull, list } = given(tokens());
    await pull();
    list[0] = { ...list[0]!, valid: false, last_updated: "2026-03-01T08:00:30Z" };
    (list as object[])[1] = { ...list[1], whitelist: "SOMETIMES" };
    expect(await pull({ isFull: true })).toMatchObject({ objects: 4, changed: 0, stale: 1, unreadable: 1 });
  });
});
