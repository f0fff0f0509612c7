import { findInvoices, invoiceCsv, invoiceLineCsv, period, type InvoiceRecord } from "@cpokit/billing";
import { isCpoError } from "@cpokit/kernel";
import { invoicePdf } from "@cpokit/invoice-pdf";
import { THIS } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { invoiceSummary, invoiceView } from "../views/money-view.ts";
import { createInvoiceRuns } from "../wiring/invoice-runs.ts";
import { billingParties, moneySettings, moneySettingsOf } from "../wiring/money.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { InvoicePartyView, InvoiceRunView, InvoiceSummary, InvoiceView, RunRequest } from "../wire/money.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { pdf, sendPdf, sendTable, table } from "./files.ts";
import { actorOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const Customer = z.string().regex(/^(driver|fleet|partner|payment|host)\/.{1,100}$/, "must be a customer like driver/…, fleet/…, partner/…");
const Filter = z.strictObject({ customer: Customer.optional(), ...paging });
const Language = z.strictObject({ language: z.enum(["en", "de", "fr", "nl", "es"]).optional() });
const Reason = z.strictObject({ reason: z.string().trim().min(1).max(1_000) }).openapi("CreditReason");
const Party = z.strictObject({ customer: Customer, party: InvoicePartyView }).openapi("BillingParty");

/** Invoices, credit notes and receipts; who issues them, and to whom. */
export function invoiceRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, money: { invoices } } = cpo;
  const runs = createInvoiceRuns(cpo);

  routes.openapi(
    createRoute({ method: "get", path: "/invoices", permission: "billing:read", tags: ["Invoices"], summary: "Invoices, credit notes and receipts, newest first", request: { query: Filter }, responses: { 200: json(pageOf(InvoiceSummary), "Documents"), ...problems } }),
    async (c) => {
      const { customer, limit = PAGE, after } = c.req.valid("query");
      const page = await findInvoices(store, { limit, ...(customer === undefined ? {} : { customer }), ...(after === undefined ? {} : { after }) });
      return c.json({ items: await Promise.all(page.items.map((item) => invoiceSummary(store, item.body))), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/invoices.csv", permission: "billing:read", tags: ["Invoices"], summary: "All documents as CSV for the journal of an accountant", responses: { 200: table("One line per document, oldest first"), ...problems } }),
    (c) => sendTable(c, "invoices", invoiceCsv(store)),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/invoices/{id}", permission: "billing:read", tags: ["Invoices"], summary: "One document with its lines", request: { params: byId }, responses: { 200: json(InvoiceView, "The document"), ...problems } }),
    async (c) => c.json(await invoiceView(store, await existing(c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/invoices/{id}/pdf", permission: "billing:read", tags: ["Invoices"], summary: "One document as it is printed", request: { params: byId, query: Language }, responses: { 200: pdf("The same bytes, whenever it is asked for"), ...problems } }),
    async (c) => {
      const invoice = await existing(c.req.valid("param").id);
      return sendPdf(c, invoice.id, await invoicePdf(invoice, { locale: c.req.valid("query").language ?? "en" }));
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/invoices/{id}/lines.csv", permission: "billing:read", tags: ["Invoices"], summary: "Its lines with the session of each, as CSV", request: { params: byId }, responses: { 200: table("One line each"), ...problems } }),
    async (c) => {
      const invoice = await existing(c.req.valid("param").id);
      return sendTable(c, invoice.id, invoiceLineCsv(invoice));
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/invoices/{id}/credit", permission: "billing:write", tags: ["Invoices"], summary: "Take an invoice back by a credit note; the next run bills its sessions anew", request: { params: byId, body: body(Reason) }, responses: { 201: json(InvoiceView, "The credit note"), ...problems } }),
    async (c) => {
      const { id } = await existing(c.req.valid("param").id);
      const outcome = await store.transaction((unit) => invoices.credit(unit, id, { actor: actorOf(c), reason: c.req.valid("json").reason }));
      if (outcome.outcome !== "issued") throw new ApiError(409, { code: "refused", message: outcome.outcome === "refused" ? outcome.reason : "There is nothing to take back." });
      return c.json(await invoiceView(store, outcome.invoice), 201);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/invoice-runs", permission: "billing:write", tags: ["Invoices"], summary: "Invoice a period for every customer; what is invoiced already is left alone", request: { body: body(RunRequest) }, responses: { 202: json(InvoiceRunView, "Begun; ask for its progress"), ...problems } }),
    async (c) => {
      const { period: name, timeZone } = c.req.valid("json");
      try {
        const wanted = period(name, timeZone ?? (await cpo.settings()).timeZone);
        if (cpo.clock.now() < wanted.to) throw invalid("period", "must be over");
        return c.json(runs.begin(wanted), 202);
      } catch (error) {
        if (isCpoError(error, "billing.period")) throw invalid("period", "must be a month like 2026-11 or a day like 2026-11-16");
        if (isCpoError(error, "kernel.time-zone")) throw invalid("timeZone", "must be a name of the IANA list, like Europe/Amsterdam");
        throw error;
      }
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/invoice-runs/{id}", permission: "billing:read", tags: ["Invoices"], summary: "How far a run is", request: { params: byId }, responses: { 200: json(InvoiceRunView, "Its progress"), ...problems } }),
    (c) => c.json(runOf(c.req.valid("param").id), 200),
  );

  routes.openapi(
    createRoute({ method: "post", path: "/invoice-runs/{id}/cancel", permission: "billing:write", tags: ["Invoices"], summary: "End a run between two customers; what is issued stays, and the same run again goes on", request: { params: byId }, responses: { 200: json(InvoiceRunView, "It ends"), ...problems } }),
    (c) => {
      const { id } = runOf(c.req.valid("param").id);
      runs.cancel(id);
      return c.json(runOf(id), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/billing-seller", permission: "billing:read", tags: ["Invoices"], summary: "Who issues, as it is printed", responses: { 200: json(z.object({ seller: InvoicePartyView.optional() }), "As it is set"), ...problems } }),
    async (c) => {
      const { seller } = await moneySettingsOf(store);
      return c.json(seller === undefined ? {} : { seller: writable(seller) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/billing-seller", permission: "billing:write", tags: ["Invoices"], summary: "Say who issues documents from now on", request: { body: body(InvoicePartyView) }, responses: { 200: json(InvoicePartyView, "As it is printed from now on"), ...problems } }),
    async (c) => {
      const seller = c.req.valid("json");
      await store.transaction(async (unit) => unit.put(moneySettings, THIS, { ...(await moneySettingsOf(unit)), seller: clean(seller) }));
      return c.json(seller, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/billing-parties", permission: "billing:read", tags: ["Invoices"], summary: "Names and addresses of customers and site owners", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(Party), "By id"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(billingParties, { limit, ...(after === undefined ? {} : { after }) });
      return c.json({ items: page.items.map(({ id, body: party }) => ({ customer: id, party: writable(party) })), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/billing-parties", permission: "billing:write", tags: ["Invoices"], summary: "Set the name and address of a customer or site owner, as printed from now on", request: { body: body(Party) }, responses: { 200: json(Party, "As it is printed from now on"), ...problems } }),
    async (c) => {
      const { customer, party } = c.req.valid("json");
      await store.transaction((unit) => unit.put(billingParties, customer, clean(party)));
      return c.json({ customer, party }, 200);
    },
  );

  return routes;

  async function existing(id: string): Promise<InvoiceRecord> {
    const invoice = await invoices.invoice(store, id);
    if (invoice === undefined) throw notFound("document", id);
    return invoice;
  }

  function runOf(id: string): InvoiceRunView {
    const run = runs.get(id);
    if (run === undefined) throw notFound("run", id);
    return run;
  }
}

type Given = z.output<typeof InvoicePartyView>;
type Stored = Awaited<ReturnType<typeof moneySettingsOf>>["seller"] & object;

/** Without the fields that were not given. */
function clean(party: Given): Stored {
  return JSON.parse(JSON.stringify(party)) as Stored;
}

function writable(party: Stored): Given {
  return { ...party, address: [...party.address] };
}
