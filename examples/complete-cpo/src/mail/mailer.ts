import type { Clock, Instant } from "@cpokit/kernel";
import { collection, type Store } from "@cpokit/storage";
import { createTransport } from "nodemailer";

/** A letter of plain text to one driver. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** A letter on its way. */
export interface Mail extends Letter {
  /** The same again is the same letter: whoever sends it after a crash names it the same. */
  readonly id: string;
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
  readonly at: Instant;
}

export const keptMails = collection<KeptMail>("keptMails", { indexes: { byTime: { keys: ({ at, id }) => [[at, id]] } } });

/** Letters that are kept at most. */
const KEPT = 200;

/** By SMTP. Where the answer of the server was lost, the letter goes out again under the same Message-ID, by which mailboxes know it (RFC 5322, 3.6.4). */
export function createSmtpMailer({ smtp, from }: MailSettings): Mailer {
  const transport = createTransport(smtp);
  const host = from.replace(/^.*@/, "").replaceAll(/[^\w.-]/g, "");
  return { send: async ({ id, to, subject, text }) => void (await transport.sendMail({ from, to, subject, text, messageId: `<${id}@${host}>` })) };
}

/** Keeps letters instead of sending them: for the demonstration, and until a mail server is set. */
export function createKeepingMailer({ store, clock }: { readonly store: Store; readonly clock: Clock }): Mailer {
  return {
    send: (mail) =>
      store.transaction(async (unit) => {
        if ((await unit.get(keptMails, mail.id)) !== undefined) return;
        unit.put(keptMails, mail.id, { ...mail, at: clock.now() });
        const { items } = await unit.find(keptMails, { index: "byTime", reverse: true, limit: KEPT + 50 });
        for (const { id } of items.slice(KEPT - 1)) unit.delete(keptMails, id);
      }),
  };
}
