import { period, periodNameOf, reportSchedules, runInvoices, type InvoiceParty } from "@cpokit/billing";
import type { RevenueAgreement } from "@cpokit/tariffs";
import type { Unit } from "@cpokit/storage";
import { z } from "zod";
import type { Cpo } from "../cpo.ts";
import { billingParties, payoutTerms, revenueAgreements } from "../wiring/money.ts";
import { once } from "./once.ts";
import type { Office } from "./staff.ts";

const HOSTS: readonly { readonly payee: string; readonly location: string; readonly party: InvoiceParty; readonly shares: RevenueAgreement["parties"][number]["shares"]; readonly lease?: string }[] = [
  { payee: "host/javakade", location: "amsterdam-javakade", shares: { energy: "8", parking: "100" }, lease: "45.00", party: { name: "Javakade Parking B.V.", address: ["Javakade 10", "1019 BK Amsterdam"], country: "NL", vatId: "NL002345678B01", iban: "NL91ABNA0417164300" } },
  { payee: "host/oriente", location: "lisboa-oriente", shares: { energy: "15", fixed: "50" }, party: { name: "Oriente Shopping S.A.", address: ["Avenida Dom João II 40", "1990-094 Lisboa"], country: "PT" } },
];

/** Agrees with the owners of two sites, so that what is charged there is shared. */
export function enterHosts(unit: Unit): void {
  for (const { payee, location, party, shares, lease } of HOSTS) {
    unit.put(revenueAgreements, location, { location, operator: "cpo", parties: [{ id: payee, shares }] });
    unit.put(billingParties, payee, party);
    unit.put(payoutTerms, payee, { currency: "EUR", selfBilling: true, tax: { name: "VAT", percentage: party.country === "PT" ? "23" : "21" }, ...(lease === undefined ? {} : { lease }) });
  }
}

/** Writes invoices, statements and reports of the month before, as people of the operator would on its first days; what is written already stays. */
export async function closeMonth(cpo: Cpo, office: Office): Promise<void> {
  const { store, clock, money } = cpo;
  const { timeZone } = await cpo.settings();
  const thisMonth = period(periodNameOf(clock.now(), timeZone, "month"), timeZone);
  const before = new Date(thisMonth.from - 12 * 3_600_000).toISOString().slice(0, 7);
  const month = period(before, timeZone);
  await money.subscriptions.chargeAllFees(store, month);
  await runInvoices(store, money.invoices, { period: month });
  const { issued } = Run.parse(await office({ by: "petra", method: "POST", path: "/statement-runs", body: { period: before } }));
  for (const { id, payee } of issued) if (payee === HOSTS[0]?.payee) await office({ by: "mara", method: "POST", path: `/statements/${id}/approve` });
  for (const { id } of (await store.find(reportSchedules, { limit: 10 })).items) await once(cpo, `report ${id}`, () => office({ by: "petra", method: "POST", path: `/report-schedules/${id}/run` }));
}

const Run = z.object({ issued: z.array(z.object({ id: z.string(), payee: z.string() })) });
