import { contractOf, subscriptionPlans, type SubscriptionPlan } from "@cpokit/billing";
import { TokenId, type Token } from "@cpokit/model";
import type { Instant } from "@cpokit/kernel";
import type { Unit } from "@cpokit/storage";
import type { Cpo } from "../cpo.ts";
import { customerOfDriver, drivers, tokenGroups, type Driver } from "../drivers/documents.ts";
import { THIS } from "../collections.ts";
import { loyaltyRules } from "../drivers/rewards.ts";
import { moneySettings } from "../wiring/money.ts";
import { DEMO_SITES } from "./network.ts";
import { ALL_DRIVERS, CLUB_MEMBERS, TAXIS, type Driver as Visitor } from "./drivers.ts";

const GROUPS = [
  { id: TAXIS, name: "Harbour Taxi", notes: "Two cars, billed together." },
  { id: CLUB_MEMBERS, name: "Motorway club" },
  { id: "maas-staff", name: "Maaskantoor staff" },
  { id: "canada-quay", name: "Canada Quay residents" },
] as const;

const PLANS: readonly SubscriptionPlan[] = [
  { id: "frequent", name: "Frequent driver", description: "A tenth off everywhere, and half an hour of standing free.", currency: "EUR", fee: { amount: "4.96", taxes: [{ name: "VAT", percentage: "21" }] }, leastMonths: 0, percentOff: "10", freeParkingMinutes: 30 },
  { id: "hundred", name: "Hundred", description: "100 kWh in every month, for a year.", currency: "EUR", fee: { amount: "28.93", taxes: [{ name: "VAT", percentage: "21" }] }, leastMonths: 12, kwhPerMonth: "100" },
  { id: "traveller", name: "Traveller", description: "1,000 kWh within a year, whenever you drive, and five per cent off the rest.", currency: "EUR", term: "year", fee: { amount: "280.99", taxes: [{ name: "VAT", percentage: "21" }] }, leastMonths: 0, kwhPerYear: "1000", percentOff: "5" },
];

/** Who subscribed to what, by printed name. */
const SUBSCRIBED: Readonly<Record<string, string>> = { "Anna de Vries": "frequent", "Sanne Bakker": "frequent", "Lotte Smit": "hundred", "Daan Mulder": "traveller" };

/** Where the drivers of a site live, if not in the Netherlands. */
const COUNTRIES: Readonly<Record<string, string>> = { "hamburg-hafenring": "DE", "london-canada-quay": "GB", "lisboa-oriente": "PT" };

/** The account of a driver of the demonstration: groups that are companies share one. */
function accountOf({ site, card: { holder = "", group } }: Visitor, createdAt: Instant): Driver {
  const base = { status: "active", invoiced: true, madeBy: "operator", createdAt, ...(group === undefined ? {} : { group }) } as const;
  if (group === TAXIS) return { ...base, id: TAXIS, kind: "company", name: "Harbour Taxi B.V.", email: "office@harbour-taxi.example", phone: "+31 20 555 0142", party: { name: "Harbour Taxi B.V.", address: ["Havenstraat 12", "1019 BR Amsterdam"], country: "NL", vatId: "NL001234567B01" } };
  const id = holder.normalize("NFD").replaceAll(/[^a-z0-9 ]/gi, "").trim().replaceAll(" ", "-").toLowerCase();
  return { ...base, id, kind: "person", name: holder, email: `${id}@drivers.example`, party: { name: holder, address: [DEMO_SITES.find((each) => each.id === site)?.city ?? "Amsterdam"], country: COUNTRIES[site] ?? "NL" } };
}

/** Enters plans, groups and accounts, and answers the tokens with the accounts that have them. */
export async function enterAccounts(cpo: Cpo, unit: Unit, tokens: readonly Token[], since: Instant): Promise<readonly Token[]> {
  for (const plan of PLANS) unit.put(subscriptionPlans, plan.id, plan);
  for (const group of GROUPS) unit.put(tokenGroups, group.id, group);
  unit.put(loyaltyRules, THIS, { perKwh: "1", pointValue: "0.01", currency: "EUR", active: true });
  await cpo.money.rewards.vouchers.issue(unit, { code: "WELCOME10", name: "Welcome", worth: { kind: "amount", amount: "10.00", currency: "EUR" }, uses: 500 });
  await cpo.money.rewards.vouchers.issue(unit, { code: "AUTUMN25", name: "Autumn", worth: { kind: "percent", percent: "25", sessions: 3 }, uses: 100 });
  await cpo.money.rewards.vouchers.redeem(unit, { code: "AUTUMN25", customer: "driver/sanne-bakker" });
  unit.put(moneySettings, THIS, { fourEyes: false, seller: { name: "cpokit complete CPO", address: ["Javakade 12", "1019 BK Amsterdam"], country: "NL", vatId: "NL009876543B01", email: "billing@cpo.example" } });
  const owners = new Map(ALL_DRIVERS.map((visitor, index) => [TokenId.parse(`card-${index + 1}`), accountOf(visitor, since)]));
  for (const driver of owners.values()) unit.put(drivers, driver.id, driver);
  for (const driver of owners.values()) {
    const plan = PLANS.find(({ id }) => id === SUBSCRIBED[driver.name]);
    if (plan !== undefined) await cpo.money.subscriptions.subscribe(unit, contractOf(plan, { id: `${plan.id}-${driver.id}`, customer: customerOfDriver(driver), from: since }));
  }
  return tokens.map((token) => {
    const owner = owners.get(token.id);
    return owner === undefined ? token : { ...token, driver: owner.id };
  });
}
