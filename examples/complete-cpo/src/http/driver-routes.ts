import { tokens } from "@cpokit/csms";
import { isCpoError } from "@cpokit/kernel";
import { foldTokenValue, TokenId, type Token } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import type { Cpo } from "../cpo.ts";
import { drivers, type Driver } from "../drivers/documents.ts";
import { handOver, putToken, regroup, setBlocked, tokensOf } from "../drivers/drivers.ts";
import { driverSummary, driverView } from "../views/driver-view.ts";
import { optional } from "../views/optional.ts";
import { tokenView } from "../views/token-view.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { DriverChange, DriverDraft, DriverSummary, DriverView } from "../wire/driver.ts";
import { TokenView } from "../wire/token.ts";
import { conflict, invalid, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const tags = ["Drivers"];
const Search = z.strictObject({ ...paging, q: z.string().trim().min(1).max(255).optional().openapi({ description: "How the name begins, or a whole e-mail address", example: "Anna" }), group: z.string().min(1).max(36).optional() });
const NewToken = z.strictObject({ value: z.string().trim().min(1).max(255).openapi({ description: "As the station reads it", example: "04A2B3C4D5E680" }), visualNumber: z.string().trim().min(1).max(64).optional() }).openapi("DriverTokenDraft");
const byToken = byId.extend({ token: z.string().openapi({ param: { name: "token", in: "path" } }) });

/** Accounts of drivers and companies: who they are, their tokens, and whether they may charge. */
export function driverRoutes({ store, clock, ids, money: { subscriptions } }: Cpo) {
  const routes = createRoutes();
  const view = (driver: Driver): Promise<z.input<typeof DriverView>> => driverView(store, subscriptions, driver, clock.now());

  routes.openapi(
    createRoute({ method: "get", path: "/drivers", permission: "drivers:read", tags, summary: "Drivers and companies by name", request: { query: Search }, responses: { 200: json(pageOf(DriverSummary), "Drivers"), ...problems } }),
    async (c) => {
      const { q, group, limit = PAGE, after } = c.req.valid("query");
      if (q !== undefined && group !== undefined) throw invalid("q", "cannot be combined with group");
      const text = q?.toLowerCase() ?? "";
      const query = group !== undefined ? { index: "byGroup", prefix: [group] } : text.includes("@") ? { index: "byEmail", prefix: text } : { index: "byName", ...(text === "" ? {} : { from: [text], to: [`${text}\u{10FFFF}`] }) };
      const page = await store.find(drivers, { ...query, limit, ...optional({ after }) });
      return c.json({ items: page.items.map(({ body: driver }) => driverSummary(driver)), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/drivers", permission: "drivers:write", tags, summary: "Make an account for a driver or a company", request: { body: body(DriverDraft) }, responses: { 201: json(DriverView, "Made"), ...problems } }),
    async (c) => {
      const { invoiced = true, address, ...draft } = c.req.valid("json");
      const driver: Driver = { ...definedOf(draft), id: ids.next(), status: "active", invoiced, madeBy: "operator", createdAt: clock.now(), ...partyOf(draft.name, address) };
      await unlessTaken(() => store.transaction((unit) => unit.put(drivers, driver.id, driver)));
      return c.json(await view(driver), 201);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/drivers/{id}", permission: "drivers:read", tags, summary: "One account with its tokens and contracts", request: { params: byId }, responses: { 200: json(DriverView, "The account"), ...problems } }),
    async (c) => c.json(await view(await existing(store, c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "patch", path: "/drivers/{id}", permission: "drivers:write", tags, summary: "Change, block or unblock an account; a new group goes to all its tokens", request: { params: byId, body: body(DriverChange) }, responses: { 200: json(DriverView, "As it is now"), ...problems } }),
    async (c) => {
      const { blocked, address, ...change } = c.req.valid("json");
      const changed = await unlessTaken(() => store.transaction(async (unit) => {
        const before = await existing(unit, c.req.valid("param").id);
        const { party, ...next } = withChange(before, change);
        const after: Driver = { ...next, ...(address === undefined ? (party === undefined ? {} : { party }) : partyOf(next.name, address ?? undefined)) };
        unit.put(drivers, after.id, after);
        const toggled = blocked === undefined ? after : await setBlocked(unit, after, blocked);
        if (after.group !== before.group) await regroup(unit, toggled);
        return toggled;
      }));
      return c.json(await view(changed), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/drivers/{id}", permission: "drivers:write", tags, summary: "Remove an account that has no tokens and no running contract; the books keep its name", request: { params: byId }, responses: { 200: json(DriverSummary, "As it was"), ...problems } }),
    async (c) => {
      const removed = await store.transaction(async (unit) => {
        const driver = await existing(unit, c.req.valid("param").id);
        if ((await tokensOf(unit, driver.id)).length > 0) throw conflict("Take the tokens of the account away first.");
        const running = (await driverView(unit, subscriptions, driver, clock.now())).contracts.find(({ state }) => state !== "over");
        if (running !== undefined) throw conflict(`End the subscription "${running.name}" first.`);
        unit.delete(drivers, driver.id);
        return driver;
      });
      return c.json(driverSummary(removed), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/drivers/{id}/tokens", permission: "drivers:write", tags, summary: "Give a token to an account: a new one, or one that nobody has", request: { params: byId, body: body(NewToken) }, responses: { 201: json(TokenView, "Given"), ...problems } }),
    async (c) => {
      const { value, visualNumber } = c.req.valid("json");
      const given = await store.transaction(async (unit) => {
        const driver = await existing(unit, c.req.valid("param").id);
        const { items } = await unit.find(tokens, { index: "byValue", prefix: foldTokenValue(value), limit: 1 });
        const known = items[0] === undefined ? undefined : await unit.get(tokens, items[0].id);
        if (known?.driver !== undefined && known.driver !== driver.id) throw conflict("Another account has this token; take it away there first.", "value");
        const token: Token = known ?? { id: TokenId.parse(ids.next()), value, type: "RFID", status: "accepted" };
        return handOver(unit, { ...token, ...optional({ visualNumber }) }, driver);
      });
      return c.json(tokenView(given, clock.now()), 201);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/drivers/{id}/tokens/{token}", permission: "drivers:write", tags, summary: "Take a token away from an account; it is blocked, and sessions that used it keep it", request: { params: byToken }, responses: { 200: json(TokenView, "Nobody has it now"), ...problems } }),
    async (c) => {
      const { id, token: tokenId } = c.req.valid("param");
      const taken = await store.transaction(async (unit) => {
        await existing(unit, id);
        const token = await unit.get(tokens, tokenId);
        if (token?.driver !== id) throw notFound("token of this account", tokenId);
        const { driver: _, group: __, holder: ___, ...rest } = token;
        const next: Token = { ...rest, status: "blocked" };
        putToken(unit, next);
        return next;
      });
      return c.json(tokenView(taken, clock.now()), 200);
    },
  );

  return routes;
}

export async function existing(reader: Pick<Unit, "get">, id: string): Promise<Driver> {
  const driver = await reader.get(drivers, id);
  if (driver === undefined) throw notFound("driver", id);
  return driver;
}

async function unlessTaken<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isCpoError(error, "storage.duplicate")) throw conflict("Another account has this e-mail address.", "email");
    throw error;
  }
}

function partyOf(name: string, address: z.output<typeof DriverDraft>["address"]): Pick<Driver, "party"> {
  return address === undefined ? {} : { party: { name, ...definedOf(address) } };
}

function withChange(driver: Driver, change: object): Driver {
  const next: Record<string, unknown> = { ...driver };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete next[name];
    else if (value !== undefined) next[name] = value;
  }
  return { ...(next as unknown as Driver) };
}

/** Without the fields that were not given. */
function definedOf<Fields extends object>(fields: Fields): { [Name in keyof Fields]: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { [Name in keyof Fields]: Exclude<Fields[Name], undefined> };
}
