import type { Instant } from "@cpokit/kernel";

/** Where solar modules stand, and how. */
export interface SolarPlant {
  /** Degrees, north is positive. */
  readonly latitude: number;
  /** Degrees, east is positive. */
  readonly longitude: number;
  /** What the modules give by their label, kW. */
  readonly peakKW: number;
  /** Degrees from the horizontal. Default 30. */
  readonly tilt?: number;
  /** Degrees clockwise from north that they look to. Default: to the equator. */
  readonly azimuth?: number;
  /** What the inverter lets through, kW. Default: no less than the modules give. */
  readonly maxKW?: number;
}

const DAY = 86_400_000;
/** Part of what falls on the modules that leaves the inverter on a usual day. */
const PERFORMANCE = 0.85;
/** Part of the direct light that a clear sky scatters. */
const SCATTERED = 0.1;

/** Where the sun stands: degrees above the horizon, and clockwise from north. By the Fourier series of Spencer (1971), good to about half a degree. */
export function sunAt(at: Instant, { latitude, longitude }: Pick<SolarPlant, "latitude" | "longitude">): { readonly elevation: number; readonly azimuth: number } {
  const year = new Date(at).getUTCFullYear();
  const angle = (2 * Math.PI * (at - Date.UTC(year, 0, 1))) / (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1));
  const [c1, s1, c2, s2, c3, s3] = [Math.cos(angle), Math.sin(angle), Math.cos(2 * angle), Math.sin(2 * angle), Math.cos(3 * angle), Math.sin(3 * angle)];
  const declination = 0.006918 - 0.399912 * c1 + 0.070257 * s1 - 0.006758 * c2 + 0.000907 * s2 - 0.002697 * c3 + 0.00148 * s3;
  const equationMinutes = 229.18 * (0.000075 + 0.001868 * c1 - 0.032077 * s1 - 0.014615 * c2 - 0.040849 * s2);
  const solarMinutes = (at % DAY) / 60_000 + equationMinutes + 4 * longitude;
  const hour = radians(solarMinutes / 4 - 180);
  const north = radians(latitude);
  const height = Math.sin(north) * Math.sin(declination) + Math.cos(north) * Math.cos(declination) * Math.cos(hour);
  const azimuth = Math.atan2(-Math.cos(declination) * Math.sin(hour), Math.sin(declination) * Math.cos(north) - Math.cos(declination) * Math.sin(north) * Math.cos(hour));
  return { elevation: degrees(Math.asin(Math.max(-1, Math.min(1, height)))), azimuth: (degrees(azimuth) + 360) % 360 };
}

/**
 * What a solar plant gives at a moment under a cloudless sky, kW. Direct light by Meinel's formula over the air mass of Kasten and Young,
 * a tenth of it scattered; snow, shade and heat are not known here.
 */
export function clearSkyKW(plant: SolarPlant, at: Instant): number {
  const { elevation, azimuth } = sunAt(at, plant);
  if (elevation <= 0) return 0;
  const { peakKW, tilt = 30, azimuth: looksTo = plant.latitude < 0 ? 0 : 180, maxKW = Infinity } = plant;
  const airMass = 1 / (Math.sin(radians(elevation)) + 0.50572 * (elevation + 6.07995) ** -1.6364);
  const direct = 1.353 * 0.7 ** (airMass ** 0.678);
  const [sun, plane] = [radians(90 - elevation), radians(tilt)];
  const facing = Math.cos(sun) * Math.cos(plane) + Math.sin(sun) * Math.sin(plane) * Math.cos(radians(azimuth - looksTo));
  const onPlane = direct * Math.max(0, facing) + direct * SCATTERED * ((1 + Math.cos(plane)) / 2);
  return Math.min(maxKW, peakKW * onPlane * PERFORMANCE);
}

function radians(angle: number): number {
  return (angle * Math.PI) / 180;
}

function degrees(angle: number): number {
  return (angle * 180) / Math.PI;
}
