export { valueOf, type Answer, type Failure, type NotSent, type Refusal, type Success } from "./client/answer.ts";
export type { BookingsClient } from "./client/bookings.ts";
export type { ChargingProfilesClient } from "./client/charging-profiles.ts";
export type { ClientOptions } from "./client/client-context.ts";
export type { CommandBodies, CommandName, CommandsClient } from "./client/commands.ts";
export type { Call, Caller, CallerOptions, Party } from "./client/create-caller.ts";
export { createConnections, pendingExchanges, type Connections, type ConnectionsOptions, type PendingExchange } from "./client/create-connections.ts";
export { createExchange, type ExchangeOptions, type Fetch } from "./client/create-exchange.ts";
export { createPeerClient, type PaymentsClient, type PeerClient } from "./client/create-peer-client.ts";
export type { ListItem, ListPage, ListQuery, ObjectList } from "./client/lists.ts";
export type { LocationsClient } from "./client/locations.ts";
export type { Mirror } from "./client/mirrors.ts";
export type { Paging } from "./client/paging.ts";
export type { TokensClient, TokenVerdict } from "./client/tokens.ts";
export { webScheduler } from "./client/web-scheduler.ts";
export type { ReadObject } from "./client/wire.ts";
export { createCommands, type CommandOutcome, type Commands, type CommandsOptions, type Issued, type IssueOptions } from "./commands/create-commands.ts";
export { issuedRequests, type IssuedRequest, type RequestName } from "./commands/issued-request.ts";
export { convertObject, type ConversionContext, type ConvertedName, type ObjectsOf } from "./convert/convert-object.ts";
export type { Converted, Loss } from "./convert/loss.ts";
export type { Ourselves } from "./peers/credentials-object.ts";
export { clientInfos } from "./hub/client-infos.ts";
export { createPeers, type NewPeer, type Peers, type PeersOptions } from "./peers/create-peers.ts";
export type { Exchange, ExchangeRequest, ExchangeResponse } from "./peers/exchange.ts";
export { markId, pullMarks, type PullMark } from "./peers/mark.ts";
export type { Kind, Kinds, ObjectKey } from "./peers/kinds.ts";
export type { PartnerProfile } from "./peers/partner-profile.ts";
export { partyKey, peers, type InboundToken, type Peer, type PeerEndpoint, type PeerStatus } from "./peers/peer.ts";
export { publishObject, publishedId, publishedObjects, withdrawObject, type Publication, type PublishedObject } from "./peers/published.ts";
export {
  canonicalOf, findReceived, forgetObject, receiveObject, receivedId, receivedObjects, type Reception, type ReceptionOutcome, type ReceivedChange, type ReceivedListener,
  type ReceivedListeners, type ReceivedObject,
} from "./peers/received.ts";
export { crawl, type CrawledPage, type CrawlOptions } from "./pull/crawl.ts";
export { pullObjects, type Pulled, type PullOptions, type PullRequest } from "./pull/pull-objects.ts";
export { defaultAudience, type Audience } from "./push/audience.ts";
export type { Circuit } from "./push/circuit.ts";
export { createPush, type Push, type PushAlarm, type PushOptions, type ResyncPlan } from "./push/create-push.ts";
export type { Drained } from "./push/drain.ts";
export type { Mail } from "./push/mail.ts";
export { readOcpi, type ReadOptions } from "./read.ts";
export { decideAuthorization, type AuthorizationDecision } from "./rules/decide-authorization.ts";
export { applyPatch, diffForPatch } from "./rules/merge-patch.ts";
export { parseDateTime, writeDateTime } from "./schema/date-time.ts";
export type { Finding, FindingCode, Severity } from "./schema/finding.ts";
export type { ReadMode, ReadResult } from "./schema/reader.ts";
export type { OcpiVersion, VersionFacts } from "./schema/version-facts.ts";
export { authorizationHeader, encodingOf, hashOfToken, newToken, tokensIn, type TokenEncoding } from "./transport/credentials-token.ts";
export { checkedUrl, isPrivate, type UrlPolicy } from "./transport/url-policy.ts";
export type { OcpiCall, PartyId } from "./server/call.ts";
export { createOcpiHandler, type OcpiHandler } from "./server/create-ocpi-handler.ts";
export { createResults, type Results, type ResultsOptions } from "./server/create-results.ts";
export type { OcpiEvent, OcpiHandlerOptions, OcpiLimits, OpenRequest } from "./server/options.ts";
export type {
  ChargingProfileHandlers, CommandHandlers, OcpiModules, OwnedPage, OwnedSource, OwnedSources, PageQuery, RequestCall, RequestResult, ResultListener, TerminalHandlers,
} from "./server/ports.ts";
export { publishedSource } from "./server/published-source.ts";
export { refuse } from "./server/reply.ts";
export { partnerRequests, type PartnerRequest } from "./server/requests.ts";
