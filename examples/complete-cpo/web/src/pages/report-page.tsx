import { Tabs } from "@mantine/core";
import { ReportTable } from "../parts/report-table.tsx";
import { ReportRuns } from "../parts/report-runs.tsx";
import { ReportSchedules } from "../parts/report-schedules.tsx";
import { PageTitle } from "../parts/states.tsx";
import { go } from "../router.tsx";
import { reporting } from "../texts/reporting.ts";

type Tab = keyof typeof reporting.tabs;

/** Reports of any days, and those that are made by themselves: each has an address of its own, below /reports. */
export function ReportPage({ id }: { readonly id: string }) {
  const tab: Tab = id in reporting.tabs ? (id as Tab) : "usage";
  return (
    <>
      <PageTitle title={reporting.title} />
      <Tabs value={tab} onChange={(value) => go(`/reports/${value ?? "usage"}`)}>
        <Tabs.List mb="md" className="page-tabs">
          {(Object.keys(reporting.tabs) as Tab[]).map((value) => <Tabs.Tab key={value} value={value}>{reporting.tabs[value]}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value={tab}>{tab === "scheduled" ? <Scheduled /> : <ReportTable key={tab} report={tab} />}</Tabs.Panel>
      </Tabs>
    </>
  );
}

function Scheduled() {
  return <ReportRuns>{(reload) => <ReportSchedules begun={reload} />}</ReportRuns>;
}
