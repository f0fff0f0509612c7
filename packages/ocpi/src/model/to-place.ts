import { instantText, localMoment, type Business, type EnergyMix as Mix, type OpeningHours, type Picture } from "@cpokit/model";
import type { BusinessDetails, EnergyMix, ExceptionalPeriod, Hours, Image } from "../v230/index.ts";

/** Opening hours as OCPI has them: the week in local time, single days in UTC. A day ends at 23:59, because OCPI has no 24:00. */
export function toHours({ twentyFourSeven, regular = [], exceptionalOpenings, exceptionalClosings }: OpeningHours, timeZone: string): Hours {
  const periods = (list: OpeningHours["exceptionalOpenings"]): readonly ExceptionalPeriod[] | undefined =>
    list?.map(({ from, to }) => ({ period_begin: instantText(localMoment(from, timeZone)), period_end: instantText(localMoment(to, timeZone)) }));
  const openings = periods(exceptionalOpenings);
  const closings = periods(exceptionalClosings);
  return {
    twentyfourseven: twentyFourSeven,
    ...(twentyFourSeven ? {} : { regular_hours: regular.map(({ weekday, begin, end }) => ({ weekday, period_begin: begin, period_end: end === "24:00" ? "23:59" : end })) }),
    ...(openings === undefined ? {} : { exceptional_openings: openings }), ...(closings === undefined ? {} : { exceptional_closings: closings }),
  };
}

/** Pictures as OCPI has them; absent where there are none. */
export function toImages(pictures: readonly Picture[] | undefined): readonly Image[] | undefined {
  return pictures === undefined || pictures.length === 0 ? undefined : pictures.map(({ thumbnail, width, height, ...rest }) => ({
    ...rest, ...(thumbnail === undefined ? {} : { thumbnail }), ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }),
  }));
}

export function toEnergyMix({ isGreen, sources, carbonPerKwh, supplier, product }: Mix): EnergyMix {
  return {
    is_green_energy: isGreen,
    ...(sources === undefined ? {} : { energy_sources: sources.map(({ source, percentage }) => ({ source: source as "SOLAR", percentage })) }),
    ...(carbonPerKwh === undefined ? {} : { environ_impact: [{ category: "CARBON_DIOXIDE", amount: carbonPerKwh }] }),
    ...(supplier === undefined ? {} : { supplier_name: supplier }), ...(product === undefined ? {} : { energy_product_name: product }),
  };
}

export function toBusiness({ name, website }: Business): BusinessDetails {
  return { name, ...(website === undefined ? {} : { website }) };
}
