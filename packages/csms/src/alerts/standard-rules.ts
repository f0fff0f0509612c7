import { minutes } from "@cpokit/kernel";
import type { StatusFact } from "@cpokit/model";
import type { CommandDocument } from "../commands/command-records.ts";
import type { StationEvent } from "../diagnostics/station-events.ts";
import type { DerAlarm } from "../energy/energy-documents.ts";
import type { FirmwareCampaign } from "../firmware/firmware-documents.ts";
import type { MonitorState } from "../monitoring/monitor-documents.ts";
import type { SecurityEvent } from "../security/security-events.ts";
import { compact } from "../translate/compact.ts";
import { canonical } from "../translate/fingerprint.ts";
import { validated } from "../validated.ts";
import { alertSentences } from "./alert-sentences.ts";
import type { AlertRule, AlertSeverity, Signal } from "./alert.ts";

const { say } = alertSentences;

/** How long a station may be away before somebody is told. */
const AWAY = minutes(5);

/** The rules that every operator wants; payloads are those that csms itself publishes. */
export const standardRules: readonly AlertRule[] = [
  {
    name: "station-offline",
    topics: ["station.connected", "station.disconnected"],
    judge: ({ topic, key }) => (topic === "station.connected" ? [clear(key)]
      : [{ signal: "raise", subject: key, station: key, severity: "error", title: say("station-offline", { station: key }), after: AWAY }]),
  },
  {
    name: "connector-faulted",
    topics: ["station.status"],
    judge({ payload }) {
      const { station, evse, connector, state, error, detail } = validated<StatusFact>(payload);
      const subject = `${station}/${evse}/${connector}`;
      if (state !== "faulted") return [clear(subject)];
      const title = evse === 0 ? say("station-faulted", { station }) : say("evse-faulted", { station, evse });
      return [compact({ signal: "raise" as const, subject, station, severity: "error" as const, title, detail: [error, detail].filter((part) => part !== undefined).join(": ") || undefined })];
    },
  },
  {
    name: "security",
    topics: ["station.security"],
    judge({ payload }) {
      const { station, type, severity, info } = validated<SecurityEvent>(payload);
      if (severity === "info") return [];
      return [compact({ signal: "raise" as const, subject: `${station}/${type}`, station, severity, title: say("security", { station, event: type }), detail: info })];
    },
  },
  {
    name: "monitor",
    topics: ["station.monitor"],
    judge({ payload }) {
      const { station, of, monitor, isActive, value, severity, techInfo } = validated<MonitorState>(payload);
      const subject = `${station}/${canonical(of)}/${monitor ?? ""}`;
      if (!isActive) return [clear(subject)];
      const title = say("monitor", { station, variable: `${of.component ?? ""}.${of.variable}`, value });
      return [compact({ signal: "raise" as const, subject, station, severity: severityOf(severity), title, detail: techInfo })];
    },
  },
  {
    name: "grid-event",
    topics: ["station.der-alarm"],
    judge({ payload }) {
      const { station, type, fault, isActive, info } = validated<DerAlarm>(payload);
      const subject = `${station}/${type}`;
      return isActive ? [compact({ signal: "raise" as const, subject, station, severity: "warning" as const, title: say("grid-event", { station, event: fault ?? type }), detail: info })] : [clear(subject)];
    },
  },
  {
    name: "firmware-halted",
    topics: ["firmware.campaign"],
    judge({ payload }) {
      const { id, name, state, reason } = validated<FirmwareCampaign>(payload);
      return state === "halted" ? [compact({ signal: "raise" as const, subject: id, severity: "error" as const, title: say("firmware-halted", { name }), detail: reason })] : [clear(id)];
    },
  },
  {
    name: "no-effect",
    topics: ["command.effect"],
    judge({ payload }) {
      const { station, command, effect } = validated<CommandDocument>(payload);
      const subject = `${station}/${command.command}`;
      if (effect?.state !== "missing") return [clear(subject)];
      return [{ signal: "raise", subject, station, severity: "warning", title: say("no-effect", { station, command: command.command }) }];
    },
  },
  {
    name: "message-put-aside",
    topics: ["station.event"],
    judge({ payload }) {
      const { station, kind, summary } = validated<StationEvent>(payload);
      return kind === "unprocessed" ? [{ signal: "raise", subject: station, station, severity: "error", title: say("message-put-aside", { station }), detail: summary }] : [];
    },
  },
  {
    name: "delivery-parked",
    topics: ["outbox.parked"],
    judge({ payload }) {
      const { subscription, topic, key, error } = validated<{ readonly subscription: string; readonly topic: string; readonly key: string; readonly error: string }>(payload);
      return [{ signal: "raise", subject: `${subscription}/${key}`, severity: "error", title: say("delivery-parked", { subscription, topic }), detail: error }];
    },
  },
];

function clear(subject: string): Signal {
  return { signal: "clear", subject };
}

/** N04: 0 to 3 need somebody, 4 and 5 are warnings, the rest is information. */
function severityOf(severity: number): AlertSeverity {
  return severity <= 3 ? "error" : severity <= 5 ? "warning" : "info";
}
