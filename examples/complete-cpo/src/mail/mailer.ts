import type { Clock, Ids, Instant } from "@cpokit/kernel";
import { collection, type Store } from "@cpokit/storage";
import { createTransport } from "nodemailer";

/** A letter of plain text to one driver. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** How letters leave. Rejects when they do not. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/** A mail server, and the sender. */
export interface MailSettings {
  readonly smtp: string;
  readonly from: string;
}

/** A letter that nobody sent: it lies here for the operator to read. */
export interface KeptMail extends Mail {
  readonly id: string;
  readonly at: Instant;
}

export const keptMails = collection<KeptMail>("keptMails", { indexes: { byTime: { keys: ({ at, id }) => [[at, id]] } } });

/** Letters that are kept at most. */
const KEPT = 200;

export function createSmtpMailer({ smtp, from }: MailSettings): Mailer {
  const transport = createTransport(smtp);
  return { send: async ({ to, subject, text }) => void (await transport.sendMail({ from, to, subject, text })) };
}

/** Keeps letters instead of sending them: for the demonstration, and until a mail server is set. */
export function createKeepingMailer({ store, clock, ids }: { readonly store: Store; readonly clock: Clock; readonly ids: Ids }): Mailer {
  return {
    send: (mail) =>
      store.transaction(async (unit) => {
        const letter: KeptMail = { ...mail, id: ids.next(), at: clock.now() };
        unit.put(keptMails, letter.id, letter);
        const { items } = await unit.find(keptMails, { index: "byTime", reverse: true, limit: KEPT + 50 });
        for (const { id } of items.slice(KEPT - 1)) unit.delete(keptMails, id);
      }),
  };
}
