import type { z } from "zod";
import type { BulkView } from "../../../../src/wire/command.ts";
import type { ConnectionCheckView, RecoveryView } from "../../../../src/wire/fleet.ts";
import type { AlertView, CampaignView, CaseView, HealthView, LogRequestView, ReservationView } from "../../../../src/wire/operations.ts";
import type { NeedItem } from "../../../../src/wire/overview.ts";
import type { JournalEntryView } from "../../../../src/wire/session.ts";
import type { SetPointView } from "../../../../src/wire/set-points.ts";
import type { ChargingView } from "../../../../src/wire/site.ts";
import type { TariffFinding } from "../../../../src/wire/tariff.ts";

type Refusal = NonNullable<NeedItem["refusal"]>;
type RecoveryEntry = z.infer<typeof RecoveryView>["log"][number];

/** What libraries and the server say in sentences; the API says it in English, with a code for each. */
export const said = {
  journal: ({ text }: JournalEntryView): string => text,
  charging: ({ why }: ChargingView): string => why,
  setPoint: ({ why }: SetPointView): string => why,
  alert: ({ title }: AlertView): string => title,
  alertDetail: ({ detail }: AlertView): string | undefined => detail,
  caseTitle: ({ title }: CaseView): string => title,
  health: ({ reason }: HealthView["findings"][number]): string => reason,
  log: ({ text }: LogRequestView): string => text,
  reservation: ({ text }: ReservationView): string => text,
  campaign: ({ reason }: CampaignView): string | undefined => reason,
  recovery: ({ text }: RecoveryEntry): string => text,
  bulk: ({ text }: BulkView): string => text,
  check: ({ text }: ConnectionCheckView): string => text,
  refusal: ({ reason, remoteAddress }: Refusal): string => [reason, remoteAddress].filter((part) => part !== undefined).join(", "),
  finding: ({ message, fix }: TariffFinding): string => `${message} ${fix}`,
};
