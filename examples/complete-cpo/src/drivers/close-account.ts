import { openItems, period, periodNameOf } from "@cpokit/billing";
import { CpoError } from "@cpokit/kernel";
import { tokens } from "@cpokit/csms";
import type { Store } from "@cpokit/storage";
import type { Cpo } from "../cpo.ts";
import { runningCharges } from "../views/driver-account-view.ts";
import { customerOfDriver, drivers, type Driver } from "./documents.ts";
import { tokensOf } from "./drivers.ts";
import { paymentMethods } from "./payment-methods.ts";
import { driverLogins } from "./sign-in.ts";

/**
 * Deletes an account at its driver's wish. Cards, logins, the address and the contract go at once; name, address for invoices and means of payment stay until
 * the last invoice is written, and then go too. Invoices and charge records stay, as the law wants.
 *
 * @throws `complete-cpo.charging` while the account charges
 */
export async function closeAccount(cpo: Cpo, id: string): Promise<void> {
  const { store, clock, accounts, money: { subscriptions } } = cpo;
  const { timeZone } = await cpo.settings();
  const known = await store.get(drivers, id);
  if (known === undefined) return;
  if ((await runningCharges(cpo, known)).length > 0) throw new CpoError("complete-cpo.charging", "Something charges on this account; stop it first.");
  await store.transaction(async (unit) => {
    const driver = await unit.get(drivers, id);
    if (driver === undefined) return;
    const customer = customerOfDriver(driver);
    const now = clock.now();
    for (const contract of await subscriptions.contracts(unit, customer)) {
      if (contract.until === undefined || contract.until > now) await subscriptions.subscribe(unit, { ...contract, until: contract.from > now ? contract.from : now });
    }
    await subscriptions.chargeFees(unit, customer, period(periodNameOf(now, timeZone, "month"), timeZone));
    for (const token of await tokensOf(unit, id)) {
      unit.delete(tokens, token.id);
      unit.publish({ topic: "token.changed", key: token.id, payload: { gone: token } });
    }
    for (const { number } of await accounts.cards.waiting(unit, id)) await accounts.cards.drop(unit, id, number);
    for (const login of (await unit.find(driverLogins, { index: "byDriver", prefix: [id], limit: 1_000 })).items) unit.delete(driverLogins, login.id);
    const { kind, name, party, invoiced, madeBy, createdAt } = driver;
    const rest: Driver = { id, kind, name, ...(party === undefined ? {} : { party }), invoiced, madeBy, createdAt, status: "blocked", closing: true };
    unit.put(drivers, id, rest);
  });
}

/** Forgets closed accounts whose last invoice is written. */
export async function forgetClosedAccounts(store: Store): Promise<void> {
  const { items } = await store.find(drivers, { index: "closing", limit: 100 });
  for (const { body } of items) {
    const open = await store.find(openItems, { index: "byCustomer", prefix: [customerOfDriver(body)], limit: 1 });
    if (open.items.length > 0) continue;
    await store.transaction((unit) => {
      unit.delete(drivers, body.id);
      unit.delete(paymentMethods, body.id);
    });
  }
}
