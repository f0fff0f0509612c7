import { finding } from "../compile/document.ts";
import type { Finding } from "../finding.ts";
import type { PriceOptions } from "./price.ts";

/** Countries with one time zone: alpha-2, alpha-3, zone. Spain, Portugal, the Netherlands Antilles and all others with more are left out (Z3). */
const SINGLE_ZONE =
  "AD AND Andorra,AL ALB Tirane,AT AUT Vienna,BE BEL Brussels,BG BGR Sofia,BA BIH Sarajevo,BY BLR Minsk,CH CHE Zurich,CZ CZE Prague,DK DNK Copenhagen,EE EST Tallinn,FI FIN Helsinki,"
  + "GB GBR London,GR GRC Athens,HR HRV Zagreb,HU HUN Budapest,IE IRL Dublin,IT ITA Rome,LI LIE Vaduz,LT LTU Vilnius,LU LUX Luxembourg,LV LVA Riga,MC MCO Monaco,MD MDA Chisinau,"
  + "ME MNE Podgorica,MK MKD Skopje,MT MLT Malta,NO NOR Oslo,PL POL Warsaw,RO ROU Bucharest,RS SRB Belgrade,SE SWE Stockholm,SI SVN Ljubljana,SK SVK Bratislava,SM SMR San_Marino,"
  + "DE DEU Berlin,FR FRA Paris,NL NLD Amsterdam,TR TUR Istanbul,"
  + "IS ISL Atlantic/Reykjavik,IL ISR Asia/Jerusalem,IN IND Asia/Kolkata,JP JPN Asia/Tokyo,KR KOR Asia/Seoul,SG SGP Asia/Singapore,AE ARE Asia/Dubai,QA QAT Asia/Qatar,"
  + "TH THA Asia/Bangkok,HK HKG Asia/Hong_Kong,TW TWN Asia/Taipei,ZA ZAF Africa/Johannesburg,MA MAR Africa/Casablanca,CO COL America/Bogota,UY URY America/Montevideo";

/** Z3: the zone of a country that has only one, always with the warning `TIME_ZONE_INFERRED`. */
export function inferredTimeZone(options: PriceOptions, warnings: Finding[]): string | undefined {
  const given: unknown = options.facts?.country ?? options.cdr?.cdr_location?.country ?? options.cdr?.location?.country;
  if (typeof given !== "string") return undefined;
  const country = given.toUpperCase();
  for (const entry of SINGLE_ZONE.split(",")) {
    const [two, three, name] = entry.split(" ");
    if (name === undefined || (country !== two && country !== three)) continue;
    const timeZone = name.includes("/") ? name : `Europe/${name}`;
    warnings.push(finding("TIME_ZONE_INFERRED", "", { country, timeZone }));
    return timeZone;
  }
  return undefined;
}
