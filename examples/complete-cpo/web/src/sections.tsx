import { lazy, type ComponentType, type LazyExoticComponent } from "react";
import type { Permission } from "../../src/access/permissions.ts";
import type { AboutView } from "../../src/wire/overview.ts";
import { AccountIcon, AuditIcon, CareIcon, CdrIcon, DisplayIcon, HookIcon, InvoiceIcon, JoinIcon, KeyIcon, LocationIcon, OverviewIcon, PartnerIcon, PaymentIcon, PayoutIcon, PlugIcon, SessionIcon, ShieldIcon, StationIcon, TariffIcon, TenantIcon, TokenIcon, UsageIcon, UserIcon, VoucherIcon } from "./icons.tsx";
import { text } from "./texts.ts";

/** What every page gets: the rest of its address, and what this installation is. */
export interface PageProps {
  /** The part of the address after the section, e.g. the id of a station; absent on the list. */
  readonly id: string;
  /** What of that thing, where its page has several parts with an address each; absent for the first. */
  readonly part: string;
  readonly about: AboutView | undefined;
}

type LazyPage = LazyExoticComponent<ComponentType<PageProps>>;

/** A place of the console: an entry of the menu, its list and the page of one thing. */
export interface Section {
  /** First part of the address; `` is the front page. */
  readonly name: string;
  readonly group: keyof typeof text.nav.groups;
  readonly label: string;
  readonly icon: ComponentType<{ readonly size?: number }>;
  readonly list: LazyPage;
  readonly one?: LazyPage;
  /** Accounts without it do not see the section. */
  readonly needs?: Permission;
}

/** The whole console. Pages are loaded when they are first opened, so that the first load stays small. */
export const sections: readonly Section[] = [
  { name: "", group: "now", label: text.nav.overview, icon: OverviewIcon, list: page(async () => (await import("./pages/overview.tsx")).Overview) },
  { name: "stations", group: "operate", label: text.nav.stations, icon: StationIcon, list: page(async () => (await import("./pages/stations.tsx")).Stations), one: page(async () => (await import("./pages/station.tsx")).StationPage) },
  { name: "sessions", group: "operate", label: text.nav.sessions, icon: SessionIcon, list: page(async () => (await import("./pages/sessions.tsx")).Sessions), one: page(async () => (await import("./pages/session.tsx")).SessionPage) },
  { name: "maintenance", group: "operate", label: text.fleet.maintenance.nav, icon: CareIcon, list: page(async () => (await import("./pages/maintenance.tsx")).MaintenancePage), one: page(async () => (await import("./pages/maintenance.tsx")).MaintenancePage) },
  { name: "locations", group: "operate", label: text.nav.locations, icon: LocationIcon, list: page(async () => (await import("./pages/locations.tsx")).Locations), one: page(async () => (await import("./pages/location.tsx")).LocationPage) },
  { name: "charging", group: "operate", label: text.nav.charging, icon: PlugIcon, list: page(async () => (await import("./pages/charging.tsx")).ChargingSites), one: page(async () => (await import("./pages/charging-site.tsx")).ChargingSitePage) },
  { name: "trust", group: "operate", label: text.nav.trust, icon: ShieldIcon, needs: "stations:read", list: page(async () => (await import("./pages/trust.tsx")).Trust) },
  { name: "joining", group: "operate", label: text.nav.joining, icon: JoinIcon, needs: "stations:write", list: page(async () => (await import("./pages/joining.tsx")).Joining) },
  { name: "drivers", group: "customers", label: text.nav.drivers, icon: UserIcon, needs: "drivers:read", list: page(async () => (await import("./pages/drivers.tsx")).Drivers), one: page(async () => (await import("./pages/driver.tsx")).DriverPage) },
  { name: "groups", group: "customers", label: text.nav.driverGroups, icon: PartnerIcon, needs: "drivers:read", list: page(async () => (await import("./pages/groups.tsx")).Groups) },
  { name: "tokens", group: "customers", label: text.nav.tokens, icon: TokenIcon, list: page(async () => (await import("./pages/tokens.tsx")).Tokens) },
  { name: "plans", group: "customers", label: text.nav.plans, icon: TariffIcon, needs: "drivers:read", list: page(async () => (await import("./pages/plans.tsx")).Plans) },
  { name: "vouchers", group: "customers", label: text.nav.vouchers, icon: VoucherIcon, needs: "billing:read", list: page(async () => (await import("./pages/vouchers.tsx")).Vouchers) },
  { name: "cdrs", group: "money", label: text.nav.cdrs, icon: CdrIcon, list: page(async () => (await import("./pages/cdrs.tsx")).Cdrs), one: page(async () => (await import("./pages/cdr.tsx")).CdrPage) },
  { name: "tariffs", group: "money", label: text.nav.tariffs, icon: TariffIcon, list: page(async () => (await import("./pages/tariffs.tsx")).Tariffs), one: page(async () => (await import("./pages/tariff.tsx")).TariffPage) },
  { name: "invoices", group: "money", label: text.nav.invoices, icon: InvoiceIcon, needs: "billing:read", list: page(async () => (await import("./pages/invoices.tsx")).Invoices), one: page(async () => (await import("./pages/invoice.tsx")).InvoicePage) },
  { name: "payments", group: "money", label: text.nav.payments, icon: PaymentIcon, needs: "billing:read", list: page(async () => (await import("./pages/payments.tsx")).Payments), one: page(async () => (await import("./pages/payment.tsx")).PaymentPage) },
  { name: "payouts", group: "money", label: text.nav.payouts, icon: PayoutIcon, needs: "billing:read", list: page(async () => (await import("./pages/payouts.tsx")).Payouts), one: page(async () => (await import("./pages/statement.tsx")).StatementPage) },
  { name: "partners", group: "roaming", label: text.nav.partners, icon: PartnerIcon, list: page(async () => (await import("./pages/roaming.tsx")).Partners), one: page(async () => (await import("./pages/roaming-partner.tsx")).PartnerPage) },
  { name: "usage", group: "reports", label: text.nav.usage, icon: UsageIcon, needs: "reports:read", list: page(async () => (await import("./pages/reports.tsx")).Reports) },
  { name: "reports", group: "reports", label: text.nav.reports, icon: CdrIcon, needs: "reports:read", list: page(async () => (await import("./pages/report-page.tsx")).ReportPage), one: page(async () => (await import("./pages/report-page.tsx")).ReportPage) },
  { name: "users", group: "settings", label: text.nav.users, icon: UserIcon, needs: "users:read", list: page(async () => (await import("./pages/users.tsx")).Users) },
  { name: "api-keys", group: "settings", label: text.nav.apiKeys, icon: KeyIcon, needs: "users:read", list: page(async () => (await import("./pages/api-keys.tsx")).ApiKeys) },
  { name: "webhooks", group: "settings", label: text.nav.webhooks, icon: HookIcon, needs: "settings:read", list: page(async () => (await import("./pages/webhooks.tsx")).Webhooks), one: page(async () => (await import("./pages/webhooks.tsx")).WebhookPage) },
  { name: "audit", group: "settings", label: text.nav.audit, icon: AuditIcon, needs: "audit:read", list: page(async () => (await import("./pages/audit.tsx")).AuditLog) },
  { name: "settings", group: "settings", label: text.nav.branding, icon: DisplayIcon, needs: "settings:read", list: page(async () => (await import("./pages/settings.tsx")).Settings) },
  { name: "tenants", group: "settings", label: text.nav.tenants, icon: TenantIcon, needs: "tenants:read", list: page(async () => (await import("./pages/tenants.tsx")).Tenants) },
  { name: "account", group: "settings", label: text.nav.account, icon: AccountIcon, list: page(async () => (await import("./pages/account.tsx")).Account) },
];

/** The section of an address. */
export function sectionOf(path: string): { readonly section: Section | undefined; readonly id: string | undefined; readonly part: string } {
  const [name = "", id, part = ""] = (path.split("?", 1)[0] ?? "").split("/").filter((part) => part !== "").map(decode);
  return { section: sections.find((each) => each.name === name), id, part };
}

function page(load: () => Promise<ComponentType<PageProps>>): LazyPage {
  return lazy(async () => ({ default: await load() }));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
