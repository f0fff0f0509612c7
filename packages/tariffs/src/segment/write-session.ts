import { instant, wh, type Instant } from "@cpokit/kernel";
import type { Finding } from "../finding.ts";
import { hoursText } from "../numbers/quantity.ts";
import { decimalText } from "../numbers/whole.ts";
import type { SegmentedPeriod, SegmentedSession } from "./input.ts";
import type { Piece } from "./pieces.ts";
import type { CompiledTariff } from "../compile/compiled-tariff.ts";

/** The pieces as charging periods in wire units, with what the tariffs look at (G4). */
export function writeSession(
  start: Instant, end: Instant, reservedFrom: Instant | undefined, tariff: CompiledTariff, pieces: readonly Piece[], warnings: readonly Finding[],
): SegmentedSession {
  const periods = pieces.map(writePeriod);
  if (reservedFrom !== undefined && reservedFrom < start) {
    periods.unshift({
      start: reservedFrom, dimensions: [{ type: "RESERVATION_TIME", volume: hoursText(start - reservedFrom) }], tariffId: tariff.id, energy: wh(0), interpolated: false,
    });
  }
  return {
    start: reservedFrom !== undefined && reservedFrom < start ? reservedFrom : start,
    end,
    currency: tariff.currency,
    periods,
    energy: wh(pieces.at(-1)?.energyAfter ?? 0),
    warnings,
    needsReview: warnings.length > 0,
  };
}

function writePeriod(piece: Piece): SegmentedPeriod {
  const energy = piece.energyAfter - piece.energyBefore;
  const dimensions: { type: string; volume: string }[] = [];
  if (energy > 0 || piece.activity === "TIME") dimensions.push({ type: "ENERGY", volume: decimalText(energy, 3) });
  // Hours are rounded each for itself: the difference of rounded cumulatives (G3) can be 0.36 s off its period, which a receiver no
  // longer takes for the period's length (N5), and a 600 s step would then bill another block.
  dimensions.push({ type: piece.activity, volume: hoursText(piece.end - piece.start) });
  if (piece.power !== undefined) {
    dimensions.push({ type: "MAX_POWER", volume: decimalText(piece.power.most, 3) }, { type: "MIN_POWER", volume: decimalText(piece.power.least, 3) });
  }
  if (piece.current !== undefined) {
    dimensions.push({ type: "MAX_CURRENT", volume: decimalText(piece.current.most, 1) }, { type: "MIN_CURRENT", volume: decimalText(piece.current.least, 1) });
  }
  return { start: instant(piece.start), dimensions, tariffId: piece.tariff.id, energy: wh(energy), interpolated: piece.interpolated };
}
