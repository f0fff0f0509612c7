import { instant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { answered, claimed, notified, opened, retried, wanting } from "./decide-payment.ts";
import { balanceOf, refusalsOf, type Payment } from "./payment.ts";
import type { ProviderAnswer } from "./provider.ts";

const now = instant(1_000);
const later = instant(2_000);
const fresh = (): Payment => opened({ id: "P", currency: "EUR", wanted: "50.00", openedAt: now });
const answer = (payment: Payment, given: ProviderAnswer): Payment => answered(payment, payment.step?.key ?? "", given, now, later);
const done = (payment: Payment, amount = payment.step?.amount ?? "0"): Payment => answer(payment, { result: "done", reference: "R", amount });
const refused = (payment: Payment): Payment => answer(payment, { result: "refused", reason: "no" });
const sealed = (payment: Payment, amount: string, id = "C1"): Payment => claimed(payment, [{ id, amount }], true);
const captured = (amount = "8.31"): Payment => done(sealed(done(fresh()), amount));

describe("the payment machine (domain §2)", () => {
  it.each<[string, Payment, object]>([
    ["opened: authorise", fresh(), { state: "requiresAuth", step: { kind: "authorize", key: "P/authorize", amount: "50.00" } }],
    ["authorised: nothing to do until the session is settled", done(fresh()), { state: "authorised", authorised: "50.00" }],
    ["declined: over", refused(fresh()), { state: "declined", authorised: "0.00" }],
    ["authorised for nothing: declined", done(fresh(), "0"), { state: "declined" }],
    ["more wanted: increment", wanting(done(fresh()), "80"), { state: "authorised", step: { kind: "increment", key: "P/increment/80.00", amount: "30.00" } }],
    ["incremented", done(wanting(done(fresh()), "80")), { state: "authorised", authorised: "80.00" }],
    ["sealed: capture what is owed, keyed by the CDR", sealed(done(fresh()), "8.31"), { state: "authorised", step: { kind: "capture", key: "P/capture/C1", amount: "8.31" } }],
    ["captured", captured(), { state: "captured", captured: "8.31" }],
    ["zero cost: release", sealed(done(fresh()), "0.00"), { step: { kind: "release", key: "P/release" } }],
    ["waived: release", claimed(done(fresh()), [], true), { step: { kind: "release" } }],
    ["released", done(claimed(done(fresh()), [], true)), { state: "released", captured: "0.00" }],
    ["waived before the authorisation was known: wait for it", claimed(fresh(), [], true), { state: "requiresAuth", step: { kind: "authorize" } }],
    ["then release", done(claimed(fresh(), [], true)), { state: "authorised", step: { kind: "release" } }],
    ["owed more than reserved: increment first", sealed(done(fresh()), "60"), { step: { kind: "increment", key: "P/increment/60.00", amount: "10.00" } }],
    ["the increment is refused: capture what there is", refused(sealed(done(fresh()), "60")), { step: { kind: "capture", key: "P/capture/C1", amount: "50.00" } }],
    ["and the rest is outstanding", done(refused(sealed(done(fresh()), "60"))), { state: "captured", captured: "50.00" }],
    ["credited: pay back all, keyed by the credit", sealed(captured(), "-8.31", "C1-C"), { step: { kind: "refund", key: "P/refund/C1-C", amount: "8.31" } }],
    ["refunded", done(sealed(captured(), "-8.31", "C1-C")), { state: "refunded", refunded: "8.31" }],
    ["credited and issued anew for less: pay back the difference", claimed(captured(), [{ id: "C1-C", amount: "-8.31" }, { id: "C2", amount: "5" }], true), { step: { kind: "refund", key: "P/refund/C2", amount: "3.31" } }],
    ["partly refunded", done(claimed(captured(), [{ id: "C1-C", amount: "-8.31" }, { id: "C2", amount: "5" }], true)), { state: "partiallyRefunded", refunded: "3.31" }],
    ["issued anew for more: nothing that a card could still give", claimed(captured(), [{ id: "C1-C", amount: "-8.31" }, { id: "C2", amount: "9" }], true), { state: "captured" }],
    ["a credit while the capture is on its way: wait", sealed(sealed(done(fresh()), "8.31"), "-8.31", "C1-C"), { step: { kind: "capture", amount: "8.31" } }],
    ["then pay back", done(sealed(sealed(done(fresh()), "8.31"), "-8.31", "C1-C")), { state: "captured", step: { kind: "refund", amount: "8.31" } }],
    ["captured in part", done(sealed(done(fresh()), "8.31"), "4"), { state: "captured", captured: "4.00" }],
    ["the capture is refused: a person has to act", refused(sealed(done(fresh()), "8.31")), { state: "authorised", captured: "0.00" }],
    ["tried again under another key", retried(refused(sealed(done(fresh()), "8.31")), "ann"), { step: { kind: "capture", key: "P/capture/C1#2" } }],
    ["disputed: nothing moves", sealed(notified(captured(), { id: "e", payment: "P", kind: "disputed", amount: "8.31" }, now), "-8.31", "C1-C"), { state: "disputed" }],
    ["a dispute won, then the credit is paid back", notified(sealed(notified(captured(), { id: "e", payment: "P", kind: "disputed", amount: "8.31" }, now), "-8.31", "C1-C"), { id: "f", payment: "P", kind: "disputeClosed", result: "won", amount: "8.31" }, now), { state: "captured", step: { kind: "refund", amount: "8.31" } }],
    ["a dispute lost", notified(notified(captured(), { id: "e", payment: "P", kind: "disputed", amount: "8.31" }, now), { id: "f", payment: "P", kind: "disputeClosed", result: "lost", amount: "8.31" }, now), { state: "refunded", chargedBack: "8.31" }],
    ["lapsed", notified(done(fresh()), { id: "e", payment: "P", kind: "expired" }, now), { state: "released" }],
    ["lapsed while it was captured: the capture decides", notified(sealed(done(fresh()), "8.31"), { id: "e", payment: "P", kind: "expired" }, now), { state: "authorised", step: { kind: "capture" } }],
    ["lapsed, and the capture refused", refused(notified(sealed(done(fresh()), "8.31"), { id: "e", payment: "P", kind: "expired" }, now)), { state: "released" }],
    ["paid back at the provider", notified(captured(), { id: "e", payment: "P", kind: "refunded", amount: "8.31" }, now), { state: "refunded", refunded: "8.31" }],
  ])("%s", (_, payment, expected) => {
    expect(payment).toMatchObject(expected);
    if (!("step" in expected)) expect(payment.step).toBeUndefined();
  });

  it("given an answer that came before, or for another step, nothing changes (F21)", () => {
    const payment = captured();
    expect(answered(payment, "P/capture/C1", { result: "done", reference: "R", amount: "8.31" }, later, later)).toBe(payment);
    expect(answered(payment, "P/authorize", { result: "refused", reason: "late" }, later, later)).toBe(payment);
    expect(claimed(payment, [{ id: "C1", amount: "8.31" }], true)).toBe(payment);
  });

  it("given an answer that is still open, the same step stays and is asked about later", () => {
    const payment = answer(fresh(), { result: "pending", reference: "R", action: { url: "https://bank.example" } });
    expect(payment).toMatchObject({ state: "requiresAuth", reference: "R", action: { url: "https://bank.example" }, step: { key: "P/authorize", askAgainAt: later } });
    const settled = done(payment);
    expect(settled).toMatchObject({ state: "authorised" });
    expect(settled).not.toHaveProperty("action");
  });

  it("given a provider that claims the impossible, refuses to write it down (I21)", () => {
    const capturing = sealed(done(fresh()), "8.31");
    for (const amount of ["8.32", "-1", "lots"]) expect(() => done(capturing, amount)).toThrow(expect.objectContaining({ code: "billing.payment-amount" }));
    expect(() => notified(captured(), { id: "e", payment: "P", kind: "refunded", amount: "9" }, now)).toThrow(expect.objectContaining({ code: "billing.payment-amount" }));
  });

  it("tells what is owed, kept and outstanding, and what was refused", () => {
    const short = done(refused(sealed(done(fresh()), "60")));
    expect(balanceOf(short)).toEqual({ owed: "60", kept: "50", outstanding: "10" });
    expect(refusalsOf(short)).toMatchObject([{ kind: "increment", refusal: "no" }]);
    expect(retried(refused(fresh()), "ann")).toMatchObject({ state: "declined" });
  });
});
