import { createReportSchedules, type ProducedReport, type ReportMail, type ReportRun, type ReportSchedules, type ReportWork } from "@cpokit/billing";
import { createTransport } from "nodemailer";
import type { AlertSettings } from "../alert-channels.ts";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { ReportName } from "../wire/report.ts";
import { tableCsv, tablePrint } from "./files.ts";
import { reportTable } from "./tables.ts";

/** Charges that a run adds up at most. */
const MOST = 10_000_000;
/** Characters of one piece of a print: base64 joins at whole groups of four. */
const PIECE = 100_000;

/** Reports that are made by themselves. They leave through the mail server of the alerts. */
export function scheduledReports(ports: Pick<Cpo, "store" | "sessions" | "clock" | "ids" | "logger">, mail: AlertSettings["mail"]): ReportSchedules {
  return createReportSchedules({ ...ports, produce: (run, work) => produce(ports, run, work), ...(mail === undefined ? {} : { mail: mailer(mail) }) });
}

async function produce(cpo: Pick<Cpo, "store" | "sessions" | "clock">, run: ReportRun, work: ReportWork): Promise<ProducedReport> {
  const { span, options: { location, language } } = run;
  const table = await reportTable(cpo, { ...span, report: ReportName.parse(run.report), ...(location === undefined ? {} : { location }) }, { most: MOST, onProgress: (count) => work.progress(count) });
  const name = `${run.report}-${span.name.replace("–", "-to-")}`;
  if (run.format === "csv") return { name: `${name}.csv`, type: "text/csv; charset=utf-8", encoding: "utf8", pieces: tableCsv(table) };
  const place = location === undefined ? undefined : (await cpo.store.get(locations, location))?.name ?? location;
  const print = Buffer.from(await tablePrint(table, { language: language === "de" ? "de" : "en", period: span.name, place, issuedAt: cpo.clock.now() })).toString("base64");
  return { name: `${name}.pdf`, type: "application/pdf", encoding: "base64", pieces: print.match(new RegExp(`.{1,${PIECE}}`, "g")) ?? [] };
}

const MAIL = {
  en: {
    attached: (name: string, span: string) => `Attached is the report "${name}" of ${span}.`,
    tooLarge: (name: string, span: string) => `The report "${name}" of ${span} is ready. It is too large for mail: download it in the console, at Reports, Scheduled.`,
  },
  de: {
    attached: (name: string, span: string) => `Im Anhang ist der Bericht „${name}“ für ${span}.`,
    tooLarge: (name: string, span: string) => `Der Bericht „${name}“ für ${span} ist fertig. Er ist zu groß für eine E-Mail: Laden Sie ihn in der Konsole herunter, unter Berichte, Geplant.`,
  },
} as const;

function mailer({ smtp, from }: NonNullable<AlertSettings["mail"]>): (mail: ReportMail) => Promise<void> {
  const transport = createTransport(smtp);
  return async ({ to, run: { name, span, options: { language } }, attachment }) => {
    const words = MAIL[language === "de" ? "de" : "en"];
    await transport.sendMail({
      from, to, subject: `${name} ${span.name}`,
      text: attachment === undefined ? words.tooLarge(name, span.name) : words.attached(name, span.name),
      ...(attachment === undefined ? {} : { attachments: [{ filename: attachment.name, contentType: attachment.type, content: attachment.content, encoding: attachment.encoding === "utf8" ? "utf-8" : "base64" }] }),
    });
  };
}
