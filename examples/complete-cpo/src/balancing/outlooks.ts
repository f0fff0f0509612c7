import { minutes, type Clock, type Instant, type Logger, type Scheduler } from "@cpokit/kernel";
import { createWeekHabit, outlook, toForecast, type Controller, type OutlookSlot, type OutlookSources, type SiteModel } from "@cpokit/smart-charging";
import type { Store } from "@cpokit/storage";
import { locations } from "../collections.ts";
import { siteHabits, type KeptOutlook } from "./documents.ts";

/** What a location knows of the coming hours; its controller is told anew every quarter hour. */
export interface SiteOutlook {
  kept(): KeptOutlook;
  change(next: KeptOutlook): void;
  /** Learns what the building takes from what the meters just said. */
  learn(): void;
  /** Part of the week of which the building's meter has said what is usual, 0 to 1. */
  learned(): number;
  slots(from: Instant, to: Instant): readonly OutlookSlot[];
  stop(): void;
}

/** What it stands on. */
export interface OutlookPorts {
  readonly store: Store;
  readonly logger: Logger;
  readonly location: string;
  readonly model: SiteModel;
  readonly controller: Controller;
  readonly time: { readonly clock: Clock; readonly scheduler: Scheduler };
}

const QUARTER = minutes(15);
/** As far as the controller plans. */
const HORIZON = 24 * 4 * QUARTER;

export async function openOutlook({ store, logger, location, model, controller, time: { clock, scheduler } }: OutlookPorts, before: KeptOutlook = {}): Promise<SiteOutlook> {
  const place = await store.get(locations, location);
  const timeZone = place?.timeZone ?? "UTC";
  const habit = createWeekHabit(timeZone, await store.get(siteHabits, location));
  const generatorsKW = (model.generators ?? []).reduce((sum, { maxKW }) => sum + maxKW, 0);
  let kept = before;
  let later = scheduler.after(0, tell);

  function sources(): OutlookSources {
    const { pv, building, prices } = kept;
    return {
      ...(pv?.kind === "series" && { pv: { series: pv.spans } }),
      ...(pv?.kind === "clearSky" && place !== undefined && {
        pv: {
          plant: {
            latitude: Number(place.coordinates.latitude), longitude: Number(place.coordinates.longitude), peakKW: pv.peakKW,
            ...(pv.tilt !== undefined && { tilt: pv.tilt }), ...(pv.azimuth !== undefined && { azimuth: pv.azimuth }), ...(generatorsKW > 0 && { maxKW: generatorsKW }),
          },
          ...(pv.usualShare !== undefined && { usualShare: pv.usualShare }),
        },
      }),
      ...(building?.kind === "series" && { building: { series: building.spans } }),
      ...(building?.kind === "week" && { building: { week: building.kW } }),
      ...(building?.kind === "habit" && { building: { habit } }),
      ...(prices !== undefined && { prices: prices.spans }),
    };
  }

  function slots(from: Instant, to: Instant): readonly OutlookSlot[] {
    const now = clock.now();
    const generationKW = controller.energy().generation?.kW;
    return outlook(sources(), { from, to, timeZone, ...(generationKW !== undefined && { measured: { at: now, generationKW } }) });
  }

  function tell(): void {
    later();
    const now = clock.now();
    const { forecast, prices } = toForecast(slots(now, (now + HORIZON) as Instant));
    controller.forecast(forecast);
    controller.prices(prices);
    later = scheduler.after(QUARTER - (now % QUARTER), tell);
  }

  return {
    kept: () => kept,
    change(next) {
      kept = next;
      tell();
    },
    learn() {
      const { at, building } = controller.energy();
      if (building === undefined || !habit.read(building.kW, at)) return;
      store.transaction((unit) => void unit.put(siteHabits, location, habit.kept())).catch((error: unknown) => logger.error({ error, location }, "What the building usually takes could not be kept; it is learned again after a restart"));
    },
    learned() {
      const { kW } = habit.kept();
      return kW.filter((value) => value !== null).length / kW.length;
    },
    slots,
    stop: () => later(),
  };
}
