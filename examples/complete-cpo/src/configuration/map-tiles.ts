/** A service that draws the map of the driver pages, and whom its pictures are owed to. */
export interface MapTiles {
  /** Of one tile; with {z}, {x} and {y}. */
  readonly template: string;
  /** As it stands on the map: text, with an address at its end where it should be a link. */
  readonly attribution: string;
}

const PLACES = ["{z}", "{x}", "{y}"];

/** What is wrong with the template of tiles, as the end of a sentence. */
export function tilesProblem(template: string): string | undefined {
  const missing = PLACES.filter((place) => !template.includes(place));
  if (missing.length > 0) return `must be the address of one tile with {z}, {x} and {y} in it, like https://tiles.example.org/{z}/{x}/{y}.png; ${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} missing`;
  const strangers = (template.match(/\{[^}]*\}?/g) ?? []).filter((place) => !PLACES.includes(place));
  if (strangers.length > 0) return `must have no other places than {z}, {x} and {y}, but has ${strangers.join(" and ")}; name one host instead of {s}, and one size instead of {r}`;
  const [host = ""] = template.replace(/^\w+:\/\//, "").split("/", 1);
  if (!/^https?:\/\//.test(template) || !URL.canParse(template) || host.includes("{")) return "must begin with https:// or http:// and a host without places in it";
  return undefined;
}

/** The only host from which a page may load tiles. */
export function tilesOrigin({ template }: MapTiles): string {
  return new URL(template).origin;
}
