import type { Instant } from "@cpokit/kernel";

/** Signed meter data, kept byte for byte (I25). */
export interface SignedReading {
  readonly data: string;
  readonly signingMethod?: string;
  readonly encodingMethod?: string;
  readonly publicKey?: string;
  /** What checking it came to; kept beside the data, which stays verbatim (I25). */
  readonly verdict?: SignatureVerdict;
}

/** One sampled value of a station, neutral over the versions; names of measurand, phase, context, location and unit are OCPP's own. */
export interface Reading {
  /** The station's time of the sample. */
  readonly at: Instant;
  /** Exact decimal text of the number as sent (Q3); `""` when only signed data came. */
  readonly value: string;
  /** `Energy.Active.Import.Register` when the station left it out, as the specifications say. */
  readonly measurand: string;
  /** `Wh` for energy when the station left it out. */
  readonly unit: string;
  /** Power of ten to apply to the value (2.x unitOfMeasure.multiplier); negative ones are legal (Q19). */
  readonly multiplier?: number;
  readonly phase?: string;
  /** `Sample.Periodic` when left out. */
  readonly context: string;
  readonly location?: string;
  readonly signed?: SignedReading;
}

/** What checking signed data came to, and with which key (I25, F27). */
export interface SignatureVerdict {
  readonly result: "valid" | "invalid" | "unknownKey" | "unreadable";
  /** Names the public key that was used. */
  readonly key?: string;
  /** The register that was signed, in Wh. */
  readonly register?: number;
}
