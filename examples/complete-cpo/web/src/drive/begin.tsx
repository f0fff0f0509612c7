import { Button, Group, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { at } from "../api/address.ts";
import type { OfferView } from "../../../src/wire/public-charge.ts";
import { useAction } from "../api/use-action.ts";
import { useApi } from "../api/use-api.ts";
import { energy, money } from "../format.ts";
import { Loaded, ProblemAlert } from "../parts/states.tsx";
import { drive } from "../texts/drive.ts";
import { goToCharge, keepCharge } from "./charge-secret.ts";

const words = drive.drive;
const AMOUNTS = ["20", "40", "60"];

/** What a usual charge costs, and how much of the card is reserved; nothing is charged before the end. */
export function Begin({ evse }: { readonly evse: string }) {
  const offer = useApi(at("GET /public/evses/{id}/offer", { path: { id: evse } }));
  return offer.problem?.problem.code === "not-found" ? null : <Loaded resource={offer} rows={2}>{(value) => (value.paysByCard || isFree(value) ? <ByCard evse={evse} offer={value} /> : <Text size="sm">{words.noCards}</Text>)}</Loaded>;
}

function ByCard({ evse, offer }: { readonly evse: string; readonly offer: OfferView }) {
  const open = useAction();
  const [amount, setAmount] = useState<string>();
  const [voucher, setVoucher] = useState("");
  const { estimate, reserve } = offer;

  async function begin(): Promise<void> {
    const answer = await open.run(at("POST /public/charges"), { evse, ...(voucher.trim() === "" ? {} : { voucher: voucher.trim() }), ...(amount === undefined || amount === "" ? {} : { amount }) });
    if (answer === undefined) return;
    keepCharge(answer.charge.id, answer.secret);
    goToCharge(answer.charge.id);
  }

  return (
    <form onSubmit={(event) => { event.preventDefault(); void begin(); }}>
      <Stack gap="sm">
        <Text size="sm">{words.usual(energy(estimate.energyWh), estimate.low.amount === estimate.high.amount ? money(estimate.low) : `${money(estimate.low)} – ${money(estimate.high)}`)}</Text>
        {isFree(offer) ? null : (
          <>
            <Radio.Group label={words.reserve} description={words.reserveHint} value={amount ?? ""} onChange={setAmount}>
              <Group mt="xs">
                <Radio value="" label={money(reserve)} />
                {AMOUNTS.map((each) => <Radio key={each} value={each} label={money({ amount: each, currency: offer.currency })} />)}
              </Group>
            </Radio.Group>
            <TextInput label={words.otherAmount} inputMode="decimal" value={amount ?? ""} onChange={(event) => setAmount(event.currentTarget.value.replace(",", "."))} error={open.problem?.problem.field === "amount" ? open.problem.message : undefined} />
            <TextInput label={words.voucher} description={words.voucherHint} value={voucher} onChange={(event) => setVoucher(event.currentTarget.value)} error={open.problem?.problem.field === "voucher" ? open.problem.message : undefined} />
          </>
        )}
        <ProblemAlert problem={open.problem} />
        <Button type="submit" size="lg" fullWidth loading={open.busy}>{isFree(offer) ? words.startFree : words.payByCard}</Button>
      </Stack>
    </form>
  );
}

function isFree({ reserve }: OfferView): boolean {
  return Number(reserve.amount) === 0;
}
