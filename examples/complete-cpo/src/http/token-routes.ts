import { findToken, tokens } from "@cpokit/csms";
import { isCpoError } from "@cpokit/kernel";
import { InstantText, TokenId, TokenType, type Token } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import type { Cpo } from "../cpo.ts";
import { tokenView } from "../views/token-view.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { TokenView } from "../wire/token.ts";
import { conflict, invalid, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const moment = z.string().openapi({ format: "date-time", example: "2026-11-21T09:30:00Z" }).pipe(InstantText);

const fields = {
  type: TokenType,
  visualNumber: z.string().min(1).max(64),
  group: z.string().min(1).max(36),
  status: z.enum(["accepted", "blocked"]),
  validFrom: moment,
  validUntil: moment,
  holder: z.string().min(1).max(255),
};

const TokenDraft = z
  .strictObject({
    value: z.string().trim().min(1).max(255).openapi({ description: "As the station reads it; compared without case", example: "04A2B3C4D5E680" }),
    type: fields.type.optional().openapi({ description: "RFID when absent" }),
    status: fields.status.optional(),
    visualNumber: fields.visualNumber.optional(), group: fields.group.optional(), holder: fields.holder.optional(),
    validFrom: fields.validFrom.optional(), validUntil: fields.validUntil.optional(),
  })
  .openapi("TokenDraft");

const TokenChange = z
  .strictObject({
    type: fields.type.optional(), status: fields.status.optional(),
    visualNumber: fields.visualNumber.nullable().optional(), group: fields.group.nullable().optional(), holder: fields.holder.nullable().optional(),
    validFrom: fields.validFrom.nullable().optional(), validUntil: fields.validUntil.nullable().optional(),
  })
  .openapi("TokenChange", { description: "Only the given fields change; null takes one away" });

/** Tokens: who may charge. */
export function tokenRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, clock } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/tokens", permission: "tokens:read", tags: ["Tokens"], summary: "List tokens", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(TokenView), "By id"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(tokens, { limit, ...(after === undefined ? {} : { after }) });
      return c.json({ items: page.items.map((item) => tokenView(item.body, clock.now())), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/tokens", permission: "tokens:write", tags: ["Tokens"], summary: "Add a token", request: { body: body(TokenDraft) }, responses: { 201: json(TokenView, "Added"), ...problems } }),
    async (c) => {
      const { type = "RFID", status = "accepted", ...rest } = c.req.valid("json");
      const token: Token = { id: TokenId.parse(cpo.ids.next()), type, status, ...rest };
      checkValidity(token);
      try {
        await store.transaction((unit) => put(unit, token));
      } catch (error) {
        if (isCpoError(error, "storage.duplicate")) throw conflict(`A token with the value "${token.value}" exists already.`, "value");
        throw error;
      }
      return c.json(tokenView(token, clock.now()), 201);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/tokens", permission: "tokens:write", tags: ["Tokens"], summary: "Set the token with this value, whether or not it is there", request: { body: body(TokenDraft) }, responses: { 200: json(TokenView, "As it is now"), ...problems } }),
    async (c) => {
      const { type = "RFID", status = "accepted", ...rest } = c.req.valid("json");
      const known = await findToken(store, rest.value);
      const token: Token = { id: known?.id ?? TokenId.parse(cpo.ids.next()), type, status, ...rest };
      checkValidity(token);
      try {
        await store.transaction((unit) => unit.put(tokens, token.id, token));
      } catch (error) {
        if (isCpoError(error, "storage.duplicate")) throw conflict("Somebody added this token a moment ago; send the request again.", "value");
        throw error;
      }
      return c.json(tokenView(token, clock.now()), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/tokens/{id}", permission: "tokens:read", tags: ["Tokens"], summary: "One token", request: { params: byId }, responses: { 200: json(TokenView, "The token"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(tokenView(await existing(store, id), clock.now()), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "patch", path: "/tokens/{id}", permission: "tokens:write", tags: ["Tokens"], summary: "Change, block or unblock a token", request: { params: byId, body: body(TokenChange) }, responses: { 200: json(TokenView, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const change = c.req.valid("json");
      const changed = await store.transaction(async (unit) => {
        const next = withChange(await existing(unit, id), change);
        checkValidity(next);
        put(unit, next);
        return next;
      });
      return c.json(tokenView(changed, clock.now()), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/tokens/{id}", permission: "tokens:write", tags: ["Tokens"], summary: "Remove a token; sessions that used it keep it", request: { params: byId }, responses: { 200: json(TokenView, "As it was"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const removed = await store.transaction(async (unit) => {
        const token = await existing(unit, id);
        unit.delete(tokens, id);
        unit.publish({ topic: "token.changed", key: id, payload: { gone: token } });
        return token;
      });
      return c.json(tokenView(removed, clock.now()), 200);
    },
  );

  return routes;
}

function put(unit: Unit, token: Token): void {
  unit.put(tokens, token.id, token);
  unit.publish({ topic: "token.changed", key: token.id, payload: {} });
}

async function existing(reader: Pick<Unit, "get">, id: string): Promise<Token> {
  const token = await reader.get(tokens, id);
  if (token === undefined) throw notFound("token", id);
  return token;
}

function withChange(token: Token, change: z.output<typeof TokenChange>): Token {
  const next: Record<string, unknown> = { ...token };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete next[name];
    else if (value !== undefined) next[name] = value;
  }
  return { ...(next as Token) };
}

function checkValidity({ validFrom, validUntil }: Token): void {
  if (validFrom !== undefined && validUntil !== undefined && validUntil <= validFrom) throw invalid("validUntil", "must be later than validFrom");
}
