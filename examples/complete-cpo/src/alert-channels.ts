import { createLogChannel, createMailChannel, createWebhookChannel, type AlertsOptions } from "@cpokit/csms";
import { CpoError, type Clock, type Logger } from "@cpokit/kernel";
import { createHmac } from "node:crypto";
import { createTransport } from "nodemailer";

/** Where alerts go besides the log; from the environment. */
export interface AlertSettings {
  readonly webhook?: { readonly url: string; readonly secret: string };
  /** Letters to drivers leave by the same server; nobody is alerted while `to` is empty. */
  readonly mail?: { readonly smtp: string; readonly from: string; readonly to: readonly string[] };
}

/** How long a receiver may take, in ms. */
const PATIENCE = 20_000;

/**
 * Reads `CPOKIT_ALERT_WEBHOOK` and `CPOKIT_ALERT_SECRET`; `CPOKIT_SMTP` (`smtp://user:password@host:587`), `CPOKIT_MAIL_FROM` and `CPOKIT_ALERT_MAIL` (addresses, by comma).
 *
 * @throws `complete-cpo.alerts` for what is there by half.
 */
export function readAlertSettings(environment: Readonly<Record<string, string | undefined>>): AlertSettings {
  const { CPOKIT_ALERT_WEBHOOK: url, CPOKIT_ALERT_SECRET: secret, CPOKIT_SMTP: smtp, CPOKIT_MAIL_FROM: from, CPOKIT_ALERT_MAIL: to } = environment;
  if ((url === undefined) !== (secret === undefined)) throw half("CPOKIT_ALERT_WEBHOOK and CPOKIT_ALERT_SECRET belong together; give both or none.");
  if ((smtp === undefined) !== (from === undefined)) throw half("CPOKIT_SMTP and CPOKIT_MAIL_FROM belong together; give both or none.");
  if (to !== undefined && smtp === undefined) throw half("CPOKIT_ALERT_MAIL needs CPOKIT_SMTP and CPOKIT_MAIL_FROM.");
  return {
    ...(url === undefined || secret === undefined ? {} : { webhook: { url, secret } }),
    ...(smtp === undefined || from === undefined ? {} : { mail: { smtp, from, to: (to ?? "").split(",").map((each) => each.trim()).filter((each) => each !== "") } }),
  };
}

function half(sentence: string): CpoError {
  return new CpoError("complete-cpo.alerts", sentence);
}

/** The channels of these settings; the log hears everything. */
export function alertChannels({ webhook, mail }: AlertSettings, { clock, logger }: { readonly clock: Clock; readonly logger: Logger }): NonNullable<AlertsOptions["channels"]> {
  const channels: { channel: ReturnType<typeof createLogChannel>; least?: "warning" | "error" }[] = [{ channel: createLogChannel(logger) }];
  if (webhook !== undefined) {
    const { url, secret } = webhook;
    channels.push({
      least: "warning",
      channel: createWebhookChannel({
        name: "alerts", url, clock,
        mac: (text) => createHmac("sha256", secret).update(text).digest("hex"),
        post: (address, init) => fetch(address, { ...init, redirect: "error", signal: AbortSignal.timeout(PATIENCE) }),
      }),
    });
  }
  if (mail !== undefined && mail.to.length > 0) {
    const { smtp, from, to } = mail;
    const transport = createTransport(smtp);
    channels.push({ least: "error", channel: createMailChannel({ to, send: async ({ to: receivers, subject, text }) => void (await transport.sendMail({ from, to: [...receivers], subject, text })) }) });
  }
  return channels;
}
