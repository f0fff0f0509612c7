import { CpoError } from "@cpokit/kernel";

/** `/ocpp/` and `ocpp` as `/ocpp`; `/` as nothing. */
export function normalPrefix(path: string): string {
  const trimmed = path.replace(/^\/+|\/+$/g, "");
  return trimmed === "" ? "" : `/${trimmed}`;
}

/** The URL of a station below the URL of its central system. @throws `ocpp-ws.url` when `url` is no ws, wss, http or https URL. */
export function stationUrl(url: string, identity: string): string {
  if (!URL.canParse(url) || !/^(wss?|https?):$/.test(new URL(url).protocol)) {
    throw new CpoError("ocpp-ws.url", "The URL of the central system must look like wss://host:port/path.", {});
  }
  const address = new URL(url);
  address.pathname = `${normalPrefix(address.pathname)}/${encodeURIComponent(identity)}`;
  return address.href;
}
