import { at } from "../api/address.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { books } from "../texts/books.ts";
import { PartyForm } from "./party-form.tsx";
import { Section } from "./section.tsx";
import { Loaded } from "./states.tsx";

/** Who issues, as it is printed from now on. */
export function SellerCard() {
  const seller = useApi(at("GET /billing-seller"));
  const action = useAction();
  return <Section title={books.seller}><Loaded resource={seller}>{(value) => <PartyForm party={value.seller} hint={books.sellerHint} action={action} save={async (party) => (await action.run(at("PUT /billing-seller"), party)) !== undefined} />}</Loaded></Section>;
}
