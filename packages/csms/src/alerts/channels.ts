import { CpoError, formatInstant, type Clock, type Logger } from "@cpokit/kernel";
import type { AlertChannel, AlertMessage } from "./create-alerts.ts";

/** What is needed of `fetch`. */
export type Post = (url: string, init: { readonly method: "POST"; readonly headers: Readonly<Record<string, string>>; readonly body: string }) => Promise<{ readonly ok: boolean; readonly status: number }>;

/** Writes alerts to a log. */
export function createLogChannel(logger: Logger): AlertChannel {
  return {
    name: "log",
    async send({ what, alert }) {
      const { id, severity, title, detail } = alert;
      logger[what === "cleared" || severity === "info" ? "info" : severity === "warning" ? "warn" : "error"]({ alert: id, what, ...(detail === undefined ? {} : { detail }) }, title);
    },
  };
}

/**
 * Posts alerts as JSON. `cpokit-signature` is `t=<seconds>,v1=<mac>`, where the MAC is over `<seconds>.<body>`: the receiver computes it with the shared secret
 * and refuses what is old. `cpokit-delivery` is the same for every try.
 *
 * @param options.mac HMAC-SHA256 with the secret, as hex.
 */
export function createWebhookChannel(options: {
  readonly name: string; readonly url: string; readonly clock: Clock; readonly post: Post; readonly mac: (text: string) => string | Promise<string>;
}): AlertChannel {
  const { name, url, clock, post, mac } = options;
  return {
    name: `webhook/${name}`,
    async send(message) {
      const body = JSON.stringify(message);
      const seconds = Math.floor(clock.now() / 1_000);
      const headers = { "content-type": "application/json", "cpokit-delivery": message.id, "cpokit-signature": `t=${seconds},v1=${await mac(`${seconds}.${body}`)}` };
      const { ok, status } = await post(url, { method: "POST", headers, body });
      if (!ok) throw new CpoError("csms.webhook", `${url} answered ${status}; it is tried again.`, { url, status });
    },
  };
}

/** A mail in plain text. */
export interface Mail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** Sends alerts as mail; the application brings the transport. */
export function createMailChannel(options: { readonly to: readonly string[]; readonly send: (mail: Mail) => Promise<void> }): AlertChannel {
  return { name: "mail", send: (message) => options.send({ to: options.to, ...mailOf(message) }) };
}

const SUBJECTS: Readonly<Record<AlertMessage["what"], string>> = { opened: "", reminded: "Still: ", cleared: "Over: " };

function mailOf({ what, alert }: AlertMessage): Pick<Mail, "subject" | "text"> {
  const { title, detail, severity, count, firstAt, lastAt, station } = alert;
  const lines = [
    title, ...(detail === undefined ? [] : [detail]), "",
    `Severity: ${severity}`, ...(station === undefined ? [] : [`Station: ${station}`]), `First seen: ${formatInstant(firstAt)}`, `Last seen: ${formatInstant(lastAt)}, ${count} time${count === 1 ? "" : "s"} in all`,
  ];
  // A title comes from a station too: a line break in it must not become a header.
  return { subject: `${SUBJECTS[what]}${title}`.replace(/[\r\n]+/g, " "), text: `${lines.join("\n")}\n` };
}
