import { Box, useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import "uplot/dist/uPlot.min.css";
import uPlot from "uplot";
import type { ReadingsView } from "../../../src/wire/session.ts";
import { number, timeOfDay } from "../format.ts";
import { text } from "../texts.ts";

/** Power as a filled step and energy as a line over the station's own time, in the zone of the place. */
export default function PowerChart({ readings, timeZone, height = 220 }: { readonly readings: ReadingsView; readonly timeZone: string; readonly height?: number }) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const scheme = useComputedColorScheme("light");

  useEffect(() => {
    if (holder.current === null) return;
    const made = new uPlot(options(holder.current.clientWidth, height, timeZone, scheme === "dark"), [[], [], []], holder.current);
    plot.current = made;
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined) made.setSize({ width: entry.contentRect.width, height });
    });
    watch.observe(holder.current);
    return () => {
      watch.disconnect();
      made.destroy();
    };
  }, [timeZone, scheme, height]);

  useEffect(() => {
    plot.current?.setData(series(readings));
  }, [readings, timeZone, scheme, height]);

  return <Box ref={holder} role="img" aria-label={text.sessionPage.chart} w="100%" mih={height} />;
}

/** A station that sends no power has it derived from the energy between two readings. */
function series({ points }: ReadingsView): uPlot.AlignedData {
  const times = points.map((point) => Date.parse(point.at) / 1_000);
  const power = points.map((point, index) => {
    if (point.powerW !== undefined) return point.powerW / 1_000;
    const before = points[index - 1];
    const hours = before === undefined ? 0 : (Date.parse(point.at) - Date.parse(before.at)) / 3_600_000;
    return before === undefined || hours <= 0 ? null : (point.energyWh - before.energyWh) / 1_000 / hours;
  });
  return [times, power, points.map((point) => point.energyWh / 1_000)];
}

function options(width: number, height: number, timeZone: string, dark: boolean): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(`--mantine-color-${name}`).trim();
  const ink = dark ? color("dark-1") : color("gray-7");
  const grid = { stroke: dark ? color("dark-5") : color("gray-2"), width: 1 };
  const blue = color(dark ? "blue-4" : "blue-6");
  const teal = color(dark ? "teal-4" : "teal-7");
  return {
    width, height,
    cursor: { y: false, points: { size: 6 } },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), timeZone),
    scales: { kW: { range: fromZero }, kWh: { range: fromZero } },
    axes: [
      { stroke: ink, grid, ticks: grid, space: 90, values: (_, ticks) => ticks.map((seconds) => timeOfDay(new Date(seconds * 1_000).toISOString(), timeZone)) },
      { scale: "kW", stroke: blue, grid, ticks: grid, size: 68, values: (_, ticks) => ticks.map((value) => `${number(value, 0, 1)} kW`) },
      { scale: "kWh", side: 1, stroke: teal, grid: { show: false }, ticks: grid, size: 72, values: (_, ticks) => ticks.map((value) => `${number(value, 0, 1)} kWh`) },
    ],
    series: [
      { label: text.common.time, value: (_, seconds) => (seconds === null ? "–" : timeOfDay(new Date(seconds * 1_000).toISOString(), timeZone)) },
      { label: text.common.power, value: (_, value) => (value === null ? "–" : `${number(value, 1)} kW`), scale: "kW", stroke: blue, fill: `${blue}26`, width: 2, points: { show: false } },
      { label: text.common.energy, value: (_, value) => (value === null ? "–" : `${number(value, 2)} kWh`), scale: "kWh", stroke: teal, width: 2, dash: [6, 4], points: { show: false } },
    ],
  };
}

function fromZero(_: uPlot, __: number, most: number): [number, number] {
  return [0, most > 0 ? most * 1.15 : 1];
}
