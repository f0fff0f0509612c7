import { claimOfInvoice, invoiceCredits, type Invoices, type Payment, type Payments, type SavedMethod } from "@cpokit/billing";
import { compareDecimals, decimal, ZERO, type Instant } from "@cpokit/kernel";
import { collection, type Outbox, type Reader, type Unit } from "@cpokit/storage";
import { customerOfDriver, drivers, type Driver } from "./documents.ts";

/** A driver's saved means of payment: a token of the payment service, never a card number. By account. */
export interface PaymentMethod {
  readonly token: string;
  readonly label: string;
  readonly savedAt: Instant;
}

export const paymentMethods = collection<PaymentMethod>("driverPaymentMethods");

/** The payment that collects an invoice, by the invoice. */
const invoicePayments = collection<{ readonly payment: string }>("invoicePayments");

/** How far the payment of an invoice is; `undefined` where none was opened. */
export async function invoicePayment(reader: Reader, payments: Pick<Payments, "payment">, invoice: string): Promise<"paid" | "underway" | "refused" | undefined> {
  const link = await reader.get(invoicePayments, invoice);
  const payment = link === undefined ? undefined : await payments.payment(reader, link.payment);
  return payment === undefined ? undefined : stateOf(payment);
}

function stateOf({ state, done }: Payment): "paid" | "underway" | "refused" {
  if (state === "captured") return "paid";
  return state === "declined" || done.some(({ refusal, retriedBy }) => refusal !== undefined && retriedBy === undefined) ? "refused" : "underway";
}

/** Collects invoices of drivers by their saved means of payment, each once. Returns a stop function. */
export function collectInvoices(outbox: Outbox, ports: CollectPorts): Promise<() => Promise<void>> {
  return outbox.deliver("collect-invoices", "invoice.issued", async ({ payload }, unit) => collectInvoice(unit, ports, (payload as { readonly invoice: string }).invoice));
}

interface CollectPorts {
  readonly payments: Payments;
  readonly invoices: Invoices;
}

/** Opens the payment of an invoice, unless there is one that was not declined, nothing is to pay, or no means of payment is saved. */
export async function collectInvoice(unit: Unit, { payments, invoices }: CollectPorts, id: string): Promise<void> {
  const invoice = await invoices.invoice(unit, id);
  if (invoice === undefined || invoice.kind !== "invoice" || (await unit.get(invoiceCredits, id)) !== undefined || compareDecimals(decimal(invoice.payable), ZERO) <= 0) return;
  const before = await unit.get(invoicePayments, id);
  if (before !== undefined && (await payments.payment(unit, before.payment))?.state !== "declined") return;
  const method = await methodOfCustomer(unit, invoice.customer);
  if (method === undefined) return;
  const payment = await payments.open(unit, { currency: invoice.currency, amount: invoice.payable, method: method.token });
  unit.put(invoicePayments, id, { payment: payment.id });
  await payments.charge(unit, payment.id, { id: claimOfInvoice(id), amount: invoice.payable });
}

/** Keeps what the payment service saved, instead of the one before; an account that is gone needs none. */
export async function keepMethod(unit: Unit, { customer, token, label }: SavedMethod, savedAt: Instant): Promise<void> {
  const driver = await driverOfCustomer(unit, customer);
  if (driver !== undefined && driver.closing !== true) unit.put(paymentMethods, driver.id, { token, label, savedAt });
}

async function methodOfCustomer(unit: Unit, customer: string): Promise<PaymentMethod | undefined> {
  const driver = await driverOfCustomer(unit, customer);
  return driver === undefined ? undefined : unit.get(paymentMethods, driver.id);
}

async function driverOfCustomer(unit: Unit, customer: string): Promise<Driver | undefined> {
  const id = /^(?:driver|fleet)\/(.+)$/s.exec(customer)?.[1];
  const driver = id === undefined ? undefined : await unit.get(drivers, id);
  return driver === undefined || customerOfDriver(driver) !== customer ? undefined : driver;
}

/** Whether the account may begin a charge: it is active, and there is a way to be paid. */
export async function mayCharge(reader: Reader, { id, status, invoiced }: Driver): Promise<boolean> {
  return status === "active" && (invoiced || (await reader.get(paymentMethods, id)) !== undefined);
}
