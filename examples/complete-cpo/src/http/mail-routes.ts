import { instantText } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import { keptMails } from "../mail/mailer.ts";
import { optional } from "../views/optional.ts";
import { Moment, PAGE, pageOf, paging } from "../wire/common.ts";
import { createRoute, createRoutes, json, problems, z } from "./routes.ts";

const MailView = z.object({ id: z.string(), at: Moment, to: z.string(), subject: z.string(), text: z.string() }).openapi("KeptMail");

/** Letters that were kept because no mail server is set. */
export function mailRoutes({ store }: Cpo) {
  const routes = createRoutes();
  routes.openapi(
    createRoute({ method: "get", path: "/kept-mails", permission: "settings:read", tags: ["Drivers"], summary: "Letters to drivers that were kept here instead of being sent, newest first", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(MailView), "Letters"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(keptMails, { index: "byTime", reverse: true, limit, ...optional({ after }) });
      return c.json({ items: page.items.map(({ body: { id, at, to, subject, text } }) => ({ id, at: instantText(at), to, subject, text })), ...optional({ next: page.next }) }, 200);
    },
  );
  return routes;
}
