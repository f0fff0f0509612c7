import { Tabs } from "@mantine/core";
import { AlertList } from "../parts/alert-list.tsx";
import { CaseList } from "../parts/case-list.tsx";
import { DriftList } from "../parts/drift-list.tsx";
import { FirmwareCampaigns } from "../parts/firmware-campaigns.tsx";
import { PlannedWork } from "../parts/planned-work.tsx";
import { RatingList } from "../parts/rating-list.tsx";
import { RecoveryList } from "../parts/recovery-list.tsx";
import { ReservationList } from "../parts/reservation-list.tsx";
import { PageTitle } from "../parts/states.tsx";
import { go } from "../router.tsx";
import { text } from "../texts.ts";

const words = text.fleet.maintenance;
const PARTS = { alerts: AlertList, cases: CaseList, ratings: RatingList, firmware: FirmwareCampaigns, reservations: ReservationList, recoveries: RecoveryList, drift: DriftList, windows: PlannedWork } as const;
type Part = keyof typeof PARTS;

/** What keeps stations running: each part has an address of its own, below /maintenance. */
export function MaintenancePage({ id }: { readonly id: string }) {
  const part: Part = id in PARTS ? (id as Part) : "alerts";
  const Shown = PARTS[part];
  return (
    <>
      <PageTitle title={words.title} />
      <Tabs value={part} onChange={(value) => go(`/maintenance/${value ?? "alerts"}`)}>
        <Tabs.List mb="md" style={{ overflowX: "auto", flexWrap: "nowrap" }}>
          {(Object.keys(PARTS) as Part[]).map((value) => <Tabs.Tab key={value} value={value} ref={value === part ? intoView : null}>{words.tabs[value]}</Tabs.Tab>)}
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
