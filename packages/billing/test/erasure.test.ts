import { beforeEach, describe, expect, it } from "vitest";
import { instant } from "@cpokit/kernel";
import {
  auditInvoices, auditLedger, cdrs, createInvoices, eraseTokenFromCdrs, eraseTokenFromInvoices, exportTokenCdrs, exportTokenInvoices, invoices, isInvoiceIntact, isSealIntact, period,
  type CdrRecord,
} from "@cpokit/billing";
import { createDesk, digest, harbourSession, laterSession, withEnergy, type Desk } from "./fixture.ts";

let desk: Desk;
beforeEach(async () => {
  desk = createDesk();
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
  await desk.seal(harbourSession());
  await desk.seal(laterSession("SESSION2", 5));
  desk.sessions.set("SESSION2", withEnergy(laterSession("SESSION2", 5), 12_800));
  await desk.store.transaction((unit) => desk.billing.correct(unit, "SESSION2"));
});

const all = async (): Promise<CdrRecord[]> => (await desk.store.find(cdrs)).items.map((item) => item.body);
const FAR = instant(Date.UTC(2100, 0, 1));

describe("a token in the ledger", () => {
  it("is erased from every CDR, and seals, sums, chains and the snapshot's price still hold (I10 to I14)", async () => {
    const before = await all();
    const token = before[0]!.token!;
    expect(before.every((record) => isSealIntact(record, digest) && JSON.stringify(record).includes(token))).toBe(true);
    expect(await eraseTokenFromCdrs(desk.store, ` ${token.toLowerCase()}`, FAR)).toBe(before.length);

    const after = await all();
    expect(JSON.stringify(after).toLowerCase()).not.toContain(token.toLowerCase());
    expect(after.every((record) => isSealIntact(record, digest))).toBe(true);
    expect(after.map(({ hash, total, customer, priced }) => ({ hash, total, customer, priced }))).toEqual(before.map(({ hash, total, customer, priced }) => ({ hash, total, customer, priced })));
    expect((await auditLedger(desk.store, { digest })).findings).toEqual([]);
    expect(after.some(({ personal }) => personal?.salt !== undefined), "without the salt nobody can try which token it was").toBe(false);

    // The books go on: what is erased can still be credited.
    await desk.store.transaction((unit) => desk.billing.credit(unit, before[0]!.session, { actor: "ann", reason: "The charger hummed." }));
    expect((await auditLedger(desk.store, { digest })).findings).toEqual([]);
    expect(await eraseTokenFromCdrs(desk.store, token, FAR)).toBe(0);
  });

  it("cannot be changed otherwise: neither a value nor an erased one, nor anything beside it (I11)", async () => {
    const [record] = await all();
    expect(isSealIntact({ ...record!, token: "OTHER" }, digest)).toBe(false);
    expect(isSealIntact({ ...record!, cdr: { ...record!.cdr, cdr_token: { ...(record!.cdr["cdr_token"] as object), uid: "OTHER" } } }, digest)).toBe(false);
    await eraseTokenFromCdrs(desk.store, record!.token!, FAR);
    const [erased] = await all();
    expect(isSealIntact({ ...erased!, token: "OTHER" }, digest)).toBe(false);
    expect(isSealIntact({ ...erased!, total: { ...erased!.total, excl: "0.01" } }, digest)).toBe(false);
    expect(isSealIntact({ ...erased!, personal: { digests: {} } }, digest)).toBe(false);
  });

  it("stays in CDRs that the law still wants to name it, and can be exported until then", async () => {
    const before = await all();
    const { token } = before[0]!;
    expect(await eraseTokenFromCdrs(desk.store, token!, instant(before[0]!.issuedAt - 1))).toBe(0);
    const exported: string[] = [];
    for await (const { id } of exportTokenCdrs(desk.store, token!)) exported.push(id);
    expect(exported.toSorted()).toEqual(before.map(({ id }) => id).toSorted());
  });
});

it("a token is erased from invoices; digests, amounts and the audit still hold, before and after its CDRs are erased", async () => {
  const token = (await all())[0]!.token!;
  await desk.seal(laterSession("SESSION3", 7, { customer: "fleet/ACME" }));
  desk.setTime("2026-12-01T00:00:00Z");
  const issued = await desk.store.transaction((unit) => createInvoices({ clock: desk.clock, digest }).issue(unit, { customer: "fleet/ACME", period: period("2026-11", "Europe/Amsterdam") }));
  if (issued.outcome !== "issued") throw new Error(JSON.stringify(issued));
  expect(issued.invoice.sessions[0]!.token).toBe(token);
  const named = [];
  for await (const invoice of exportTokenInvoices(desk.store, token.toLowerCase())) named.push(invoice.id);
  expect(named).toEqual([issued.invoice.id]);
  const forged = { ...issued.invoice, sessions: issued.invoice.sessions.map((session) => ({ ...session, token: "ANOTHER" })) };
  await desk.store.transaction((unit) => unit.put(invoices, forged.id, forged));
  expect((await auditInvoices(desk.store, { digest })).findings).toMatchObject([{ code: "cdr", invoice: forged.id }]);
  await desk.store.transaction((unit) => unit.put(invoices, forged.id, issued.invoice));

  await eraseTokenFromCdrs(desk.store, token, FAR);
  expect((await auditInvoices(desk.store, { digest })).findings).toEqual([]);
  expect(await eraseTokenFromInvoices(desk.store, token, instant(issued.invoice.issuedAt))).toBe(0);
  expect(await eraseTokenFromInvoices(desk.store, token, FAR)).toBe(1);
  const after = (await desk.store.find(invoices)).items.map((item) => item.body);
  expect(JSON.stringify(after).toLowerCase()).not.toContain(token.toLowerCase());
  expect(after.map((invoice) => [invoice.hash, invoice.payable, isInvoiceIntact(invoice, digest)])).toEqual([[issued.invoice.hash, issued.invoice.payable, true]]);
  expect((await auditInvoices(desk.store, { digest })).findings).toEqual([]);
});
