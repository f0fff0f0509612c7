import { subscriptionPlans, tariffAssignments, type Subscription, type SubscriptionPlan, type Subscriptions } from "@cpokit/billing";
import { tokens } from "@cpokit/csms";
import { addDecimals, decimal, divideDecimal, formatDecimal, multiplyDecimals, type Instant } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import { customerOfDriver, type Driver } from "../drivers/documents.ts";
import type { ContractView, DriverSummary, DriverView, PlanView } from "../wire/driver.ts";
import { optional } from "./optional.ts";
import { tokenView } from "./token-view.ts";

export function driverSummary(driver: Driver): DriverSummary {
  const { id, kind, name, email, phone, language, group, status, invoiced, madeBy, createdAt } = driver;
  return { id, kind, name, status, invoiced, madeBy, createdAt: instantText(createdAt), customer: customerOfDriver(driver), ...optional({ email, phone, language, group }) };
}

export async function driverView(reader: Reader, subscriptions: Subscriptions, driver: Driver, now: Instant): Promise<DriverView> {
  const own = await reader.find(tokens, { index: "byDriver", prefix: [driver.id], limit: 200 });
  const contracts = await subscriptions.contracts(reader, customerOfDriver(driver));
  const { notes, party } = driver;
  return {
    ...driverSummary(driver), ...optional({ notes }), ...(party === undefined ? {} : { address: addressOf(party) }),
    tokens: own.items.filter(({ body }) => body.type !== "AD_HOC_USER").map(({ body }) => tokenView(body, now)), contracts: contracts.filter(({ from, until }) => until === undefined || until > from).map((contract) => contractView(contract, now)),
  };
}

export function contractView({ id, plan, name, from, until, term = "month", fee, currency }: Subscription, now: Instant): ContractView {
  const state = now < from ? "coming" : until !== undefined && until <= now ? "over" : "running";
  return { id, plan, name, term, from: instantText(from), state, ...(until === undefined ? {} : { until: instantText(until) }), ...(fee === undefined ? {} : { fee: { amount: fee.amount, currency } }) };
}

export async function planView(reader: Reader, plan: SubscriptionPlan): Promise<PlanView> {
  const { id, name, description, currency, term = "month", fee, leastMonths, percentOff, kwhPerMonth, kwhPerYear, freeParkingMinutes, closed = false } = plan;
  const percent = fee?.taxes[0]?.percentage;
  const assigned = await reader.find(tariffAssignments, { index: "byTarget", prefix: ["subscription", id], limit: 50 });
  return {
    id, name, currency, term, leastMonths, closed, tariffs: assigned.items.map(({ body }) => body.tariffId), ...optional({ description, percentOff, kwhPerMonth, kwhPerYear, freeParkingMinutes, vatPercent: percent }),
    ...(fee === undefined ? {} : { fee: { amount: fee.amount, currency }, feeWithTax: { amount: withTax(fee.amount, percent ?? "0"), currency } }),
  };
}

export async function openPlans(reader: Reader): Promise<readonly SubscriptionPlan[]> {
  return (await reader.find(subscriptionPlans, { index: "open", limit: 100 })).items.map(({ body }) => body);
}

function addressOf(party: NonNullable<Driver["party"]>): NonNullable<DriverView["address"]> {
  const { address, country, vatId, registration, iban } = party;
  return { address: [...address], country, ...optional({ vatId, registration, iban }) };
}

function withTax(net: string, percent: string): string {
  const amount = decimal(net);
  return formatDecimal(addDecimals(amount, divideDecimal(multiplyDecimals(amount, decimal(percent)), decimal(100), 4)));
}
