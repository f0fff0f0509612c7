import { formatInstant, hours, instant, isCpoError, minutes } from "@cpokit/kernel";
import { readSeriesCsv, spansOf, type SeriesPoint } from "@cpokit/smart-charging";
import type { KeptOutlook } from "../balancing/documents.ts";
import type { Cpo } from "../cpo.ts";
import { outlookSlotView } from "../views/day-ahead.ts";
import { optional } from "../views/optional.ts";
import { BuildingForecastBody, ForecastView, PriceForecastBody, PvForecastBody } from "../wire/forecast.ts";
import { invalid, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const AHEAD = hours(36);
const QUARTER = minutes(15);
const Part = z.object({ id: z.string().openapi({ param: { name: "id", in: "path" } }), part: z.enum(["pv", "building", "prices"]).openapi({ param: { name: "part", in: "path" } }) });

/** What locations that share their power expect of PV, building and prices; operators say it on the page, other systems with an API key. */
export function forecastRoutes({ balancing, clock, settings }: Cpo) {
  const routes = createRoutes();
  const answers = { 200: json(ForecastView, "As it is expected now"), ...problems };
  const about = { permission: "charging:write" as const, sites: "location" as const, tags: ["Locations"] };

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/forecast", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "What is expected of PV, building and prices, and who says so", request: { params: byId }, responses: answers }),
    async (c) => c.json(await view(shared(c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "put", path: "/locations/{id}/charging/forecast/pv", ...about, summary: "Say what the PV will give: by its size and the course of the sun, or as a series; replaces what was said before", request: { params: byId, body: body(PvForecastBody) }, responses: answers }),
    async (c) => {
      const { clearSky, series, csv } = c.req.valid("json");
      only({ clearSky, series, csv });
      const said = clearSky === undefined ? powersOf(series, csv) : { kind: "clearSky" as const, peakKW: clearSky.peakKW, ...optional({ tilt: clearSky.tilt, azimuth: clearSky.azimuth, usualShare: clearSky.usualShare }) };
      return c.json(await change(c.req.valid("param").id, { pv: { ...said, saidAt: clock.now() } }), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/locations/{id}/charging/forecast/building", ...about, summary: "Say what the building will take: as its meter usually says, by the hours of a week, or as a series; replaces what was said before", request: { params: byId, body: body(BuildingForecastBody) }, responses: answers }),
    async (c) => {
      const { measured, week, series, csv } = c.req.valid("json");
      only({ measured, week, series, csv });
      const said = measured === true ? { kind: "habit" as const } : week === undefined ? powersOf(series, csv) : { kind: "week" as const, kW: week };
      return c.json(await change(c.req.valid("param").id, { building: { ...said, saidAt: clock.now() } }), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/locations/{id}/charging/forecast/prices", ...about, summary: "Say what a kWh from the grid will cost, hour by hour; replaces what was said before", request: { params: byId, body: body(PriceForecastBody) }, responses: answers }),
    async (c) => {
      const { series, csv } = c.req.valid("json");
      only({ series, csv });
      const spans = spansOf(pointsOf(series?.map(({ at, price }) => ({ at, value: price })), csv, "price", [-1_000, 1_000])).map(({ from, to, value }) => ({ from, to, price: value }));
      return c.json(await change(c.req.valid("param").id, { prices: { kind: "series", spans, saidAt: clock.now() } }), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/locations/{id}/charging/forecast/{part}", ...about, summary: "Forget what was said of PV, building or prices", request: { params: Part }, responses: answers }),
    async (c) => {
      const { id, part } = c.req.valid("param");
      const { [part]: said } = balancing.outlookOf(shared(id)).kept;
      if (said === undefined) throw notFound("forecast", part);
      await balancing.outlook(id, ({ [part]: _said, ...others }) => others);
      return c.json(await view(id), 200);
    },
  );

  return routes;

  function shared(id: string): string {
    if (balancing.modelOf(id) === undefined) throw notFound("location that shares its power", id);
    return id;
  }

  async function change(id: string, said: KeptOutlook): Promise<ForecastView> {
    await balancing.outlook(shared(id), (before) => ({ ...before, ...said }));
    return view(id);
  }

  async function view(id: string): Promise<ForecastView> {
    const { kept: { pv, building, prices }, learned } = balancing.outlookOf(id);
    const from = instant(Math.floor(clock.now() / QUARTER) * QUARTER);
    return {
      ...(pv !== undefined && { pv: pv.kind === "series" ? seriesView(pv) : { ...pv, saidAt: formatInstant(pv.saidAt) } }),
      ...(building !== undefined && { building: buildingView(building) }),
      ...(prices !== undefined && { prices: seriesView(prices) }),
      learned: Math.round(learned * 1_000) / 1_000, currency: (await settings()).currency,
      slots: balancing.expectedOf(id, from, instant(from + AHEAD)).map(outlookSlotView),
    };
  }
}

function buildingView(building: NonNullable<KeptOutlook["building"]>): NonNullable<ForecastView["building"]> {
  if (building.kind === "series") return seriesView(building);
  const saidAt = formatInstant(building.saidAt);
  return building.kind === "habit" ? { kind: "measured", saidAt } : { kind: "week", week: [...building.kW], saidAt };
}

function seriesView({ spans, saidAt }: NonNullable<KeptOutlook["prices"]> | Extract<KeptOutlook["pv"], { readonly kind: "series" }>) {
  return { kind: "series" as const, from: formatInstant(spans[0]!.from), to: formatInstant(spans.at(-1)!.to), saidAt: formatInstant(saidAt) };
}

/** A forecast is said in one way. */
function only(ways: Readonly<Record<string, unknown>>): void {
  if (Object.values(ways).filter((way) => way !== undefined).length !== 1) throw invalid("", `must have exactly one of ${Object.keys(ways).join(", ")}`);
}

function powersOf(series: PvForecastBody["series"], csv: string | undefined) {
  const points = pointsOf(series?.map(({ at, watts }) => ({ at, value: watts })), csv, "watts", [0, 100_000_000]);
  return { kind: "series" as const, spans: spansOf(points).map(({ from, to, value }) => ({ from, to, kW: value / 1_000 })) };
}

/** The points of a series in JSON or CSV, one at least, each later than the one before. */
function pointsOf(series: readonly { readonly at: string; readonly value: number }[] | undefined, csv: string | undefined, values: "watts" | "price", [least, most]: readonly [number, number]): readonly SeriesPoint[] {
  if (series !== undefined) {
    const points = series.map(({ at, value }) => ({ at: instant(Date.parse(at)), value }));
    const late = points.findIndex(({ at }, place) => place > 0 && at <= points[place - 1]!.at);
    if (late >= 0) throw invalid(`series.${late}.at`, "must be after the one before");
    return points;
  }
  try {
    const points = readSeriesCsv(csv ?? "", values);
    const wrong = points.find(({ value }) => value < least || value > most);
    if (points.length === 0) throw invalid("csv", "must have a line below its header");
    if (wrong !== undefined) throw invalid("csv", `must have ${values} from ${least} to ${most}; it has ${wrong.value}`);
    return points;
  } catch (error) {
    if (isCpoError(error, "smart-charging.series-csv")) throw invalid("csv", csvRules(values, Number(error.values["line"]))[String(error.values["rule"])] ?? error.message);
    throw error;
  }
}

function csvRules(values: string, line: number): Readonly<Record<string, string>> {
  return {
    quote: `must close the quote of line ${line}`, columns: `must name the columns at and ${values} in its first line`, moment: `must have a moment like 2026-12-01T17:00:00Z in line ${line}`,
    number: `must have a number for ${values} in line ${line}`, order: `must have a later moment in line ${line} than in the one before`,
  };
}
