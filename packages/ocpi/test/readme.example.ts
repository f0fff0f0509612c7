import { convertObject, decideAuthorization, readOcpi } from "@cpokit/ocpi";
import { v221 } from "@cpokit/ocpi/v221";

/** What a partner sent: a number where a string belongs, and an offset. */
const received = {
  country_code: "DE", party_id: "ABC", uid: 1234567890, type: "RFID", contract_id: "DE-ABC-C00000001-8", issuer: "ABC Mobility",
  valid: true, whitelist: "ALLOWED_OFFLINE", last_updated: "2026-03-01T11:15:30+01:00",
};

const { value: token, findings } = readOcpi(v221, "Token", received);
for (const { pointer, severity, rule } of findings) console.log(`${pointer}: ${severity}, ${rule}`);

if (token !== undefined) {
  const old = convertObject("Token", token, "2.2.1", "2.1.1", { party: { countryCode: "DE", partyId: "ABC" } });
  console.log(old.value?.auth_id, old.losses.length);
  console.log(decideAuthorization(token, false));
}
