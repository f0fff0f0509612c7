import { CpoError } from "@cpokit/kernel";
import type { CampaignRequest } from "./create-firmware.ts";

const MOST_STATIONS = 100_000;

/** @throws `csms.campaign` naming the first field that is wrong, and the rule. */
export function checkCampaign(request: CampaignRequest, stations: number): void {
  const { name, version, image, waves = [], haltAt = 10, atOnce = 20, retries = 2, within = 1, soak = 0 } = request;
  if (name === "") throw wrong("name", "must not be empty");
  if (version === "") throw wrong("version", "must be what the station says of itself at its boot");
  if (!/^(https?|ftps?|sftp):\/\/\S+$/i.test(image.location)) throw wrong("image.location", "must be an http, https, ftp, ftps or sftp URL");
  whole("stations", stations, 1, MOST_STATIONS);
  waves.forEach((size, wave) => whole(`waves.${wave}`, size, 1, MOST_STATIONS));
  if (!(haltAt >= 0 && haltAt <= 100)) throw wrong("haltAt", "must be a percentage from 0 to 100");
  whole("atOnce", atOnce, 1, 1_000);
  whole("retries", retries, 0, 100);
  whole("within", within, 1, Number.MAX_SAFE_INTEGER);
  whole("soak", soak, 0, Number.MAX_SAFE_INTEGER);
}

/** The sizes of all waves: the last one that is given is repeated until all have their turn. */
export function wavesOf(stations: number, sizes: readonly number[] = [stations]): readonly number[] {
  const waves: number[] = [];
  for (let left = stations; left > 0; left -= waves.at(-1) ?? left) waves.push(Math.min(left, sizes[waves.length] ?? sizes.at(-1) ?? left));
  return waves;
}

function whole(field: string, value: number, least: number, most: number): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) throw wrong(field, `is ${value}; it must be a whole number from ${least} to ${most}`);
}

function wrong(field: string, rule: string): CpoError {
  return new CpoError("csms.campaign", `${field} ${rule}.`, { field, rule });
}
