import { Tabs } from "@mantine/core";
import { AlertList } from "../parts/alert-list.tsx";
import { BulkOrders } from "../parts/bulk-orders.tsx";
import { CaseList } from "../parts/case-list.tsx";
import { DriftList } from "../parts/drift-list.tsx";
import { FirmwareCampaigns } from "../parts/firmware-campaigns.tsx";
import { LocalLists } from "../parts/local-lists.tsx";
import { PlannedWork } from "../parts/planned-work.tsx";
import { RatingList } from "../parts/rating-list.tsx";
import { RecoveryList } from "../parts/recovery-list.tsx";
import { ReservationList } from "../parts/reservation-list.tsx";
import { SecurityEvents } from "../parts/security-events.tsx";
import { PageTitle } from "../parts/states.tsx";
import { UnprocessedMessages } from "../parts/unprocessed-messages.tsx";
import { go } from "../router.tsx";
import { text } from "../texts.ts";
import { operating } from "../texts/operating.ts";

const words = text.fleet.maintenance;
const PARTS = { alerts: AlertList, cases: CaseList, ratings: RatingList, firmware: FirmwareCampaigns, reservations: ReservationList, recoveries: RecoveryList, drift: DriftList, windows: PlannedWork, orders: BulkOrders, localLists: LocalLists, unprocessed: UnprocessedMessages, securityEvents: SecurityEvents } as const;
type Part = keyof typeof PARTS;
const tabs: Readonly<Record<Part, string>> = { ...words.tabs, ...operating.tabs };

/** What keeps stations running: each part has an address of its own, below /maintenance. */
export function MaintenancePage({ id }: { readonly id: string }) {
  const part: Part = id in PARTS ? (id as Part) : "alerts";
  const Shown = PARTS[part];
  return (
    <>
      <PageTitle title={words.title} />
      <Tabs value={part} onChange={(value) => go(`/maintenance/${value ?? "alerts"}`)}>
        <Tabs.List mb="md" className="page-tabs">
          {(Object.keys(PARTS) as Part[]).map((value) => <Tabs.Tab key={value} value={value} ref={value === part ? intoView : null}>{tabs[value]}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value={part}><Shown /></Tabs.Panel>
      </Tabs>
    </>
  );
}

/** On a phone the tabs are wider than the page: the one that is shown stands in view. */
function intoView(tab: HTMLButtonElement | null): void {
  tab?.scrollIntoView({ block: "nearest", inline: "center" });
}
