export type { ChannelEvents, ConnectionOrder, OpenChannel, StationChannel } from "./channel/channel.ts";
export { createMemoryNetwork, type MemoryFrame, type MemoryNetwork, type MemoryNetworkOptions } from "./channel/memory-network.ts";
export { createSocketLine, type SocketLineOptions } from "./channel/socket-line.ts";
export type { EvseView } from "./evse/evse.ts";
export type { EvseHardware, PowerType } from "./evse/hardware.ts";
export type { Sample, SampleContext } from "./evse/meter.ts";
export type { ChargingState, Grant, StationToken, StopReason, Transaction, TransactionUpdate, Trigger } from "./evse/transaction.ts";
export { FAULTS, faultsNamed, type FaultName } from "./faults/catalog.ts";
export type { Fault, FaultPorts } from "./faults/fault.ts";
export { createFleet, type Fleet, type FleetOptions } from "./fleet/fleet.ts";
export type { StationPlan } from "./fleet/station-models.ts";
export type { ActionCounts, FleetReport } from "./fleet/statistics.ts";
export type { Span, Traffic } from "./fleet/traffic.ts";
export type { ChargingProfile } from "./profiles/charging-profile.ts";
export type { LimitEngine, LimitQuestion } from "./profiles/profile-store.ts";
export { between, createRandom, createUuid, pick } from "./random.ts";
export type { ToldUpdate } from "./station/dialect.ts";
export type { StationEvent } from "./station/events.ts";
export type { OutgoingCall } from "./station/messenger.ts";
export type { StationOptions } from "./station/options.ts";
export type { SwipeOutcome } from "./station/reader.ts";
export type { AfterPowerLoss } from "./station/restart.ts";
export type { Settings, StartPoint, StopPoint } from "./station/settings.ts";
export type { CertificateName, KeyUse, StationKeys } from "./station/key-box.ts";
export { createStation, type Station } from "./station/station.ts";
export type { Downloads } from "./station/workshop.ts";
export type { StoryStep } from "./station/story.ts";
export { createAcceleratedClock, type AcceleratedClockOptions, type TimeSource } from "./time/accelerated-clock.ts";
export { createVirtualTime, type VirtualTime } from "./time/virtual-time.ts";
export {
  acceptedPower, charge, createVehicle, stateOfCharge, timeToFull, type Charged, type CurvePoint, type Offer, type Vehicle, type VehicleOptions,
  type WattMilliseconds,
} from "./vehicle/vehicle.ts";
export { vehicleModels, type VehicleModel } from "./vehicle/models.ts";
