// Made by `npm run client` from /openapi.json. Do not edit.

export type About = { name: string; demo: boolean; history?: { done: number; total: number }; ocppPort: number; ocppPath: string; ocppSecure: boolean; subprotocols: string[]; startedAt: string };
export type AccessPolicy = { place: string; timeZone: string; rules: ({ effect: "allow" | "refuse"; who: "everybody" | ({ tokens?: string[]; groups?: string[]; types?: ("RFID" | "APP_USER" | "AD_HOC_USER" | "EMAID" | "OTHER")[]; roaming?: true }); when?: { weekdays?: number[]; from?: string; to?: string; notBefore?: string; notAfter?: string } })[]; otherwise: "allow" | "refuse" };
export type AccessPolicyDraft = { place: string; timeZone?: string; rules: ({ effect: "allow" | "refuse"; who: "everybody" | ({ tokens?: string[]; groups?: string[]; types?: ("RFID" | "APP_USER" | "AD_HOC_USER" | "EMAID" | "OTHER")[]; roaming?: true }); when?: { weekdays?: number[]; from?: string; to?: string; notBefore?: string; notAfter?: string } })[]; otherwise: "allow" | "refuse" };
export type Account = { name: string; fullName?: string; roles: ("viewer" | "operator" | "billing" | "admin")[]; locations?: string[]; hasPassword: boolean; passwordChangedAt?: string; secondFactor: boolean; recoveryCodesLeft: number; lastSignInAt?: string };
export type AccountCharge = { evse: string };
export type AdoptRequest = { identity: string; locationId?: string; lifecycle?: "commissioned" | "operative"; password?: boolean };
export type Alert = { id: string; rule: string; subject: string; stationId?: string; severity: "info" | "warning" | "error"; title: string; said?: Said; detail?: string; detailSaid?: Said; state: "pending" | "open" | "acknowledged" | "cleared"; count: number; firstAt: string; lastAt: string; silenced: boolean; acknowledgedBy?: string; notes: { at: string; by: string; text: string }[] };
export type ApiKey = { id: string; name: string; prefix: string; permissions: ("overview:read" | "overview:write" | "stations:read" | "stations:write" | "sessions:read" | "sessions:write" | "cdrs:read" | "cdrs:write" | "tariffs:read" | "tariffs:write" | "tokens:read" | "tokens:write" | "drivers:read" | "drivers:write" | "locations:read" | "locations:write" | "charging:read" | "charging:write" | "maintenance:read" | "maintenance:write" | "billing:read" | "billing:write" | "roaming:read" | "roaming:write" | "reports:read" | "reports:write" | "users:read" | "users:write" | "audit:read" | "audit:write" | "settings:read" | "settings:write" | "tenants:read" | "tenants:write" | "stations:command" | "charging:signal")[]; locations?: string[]; createdBy: string; createdAt: string; expiresAt?: string; lastUsedAt?: string; expired: boolean };
export type ApiKeyDraft = { name: string; permissions: ("overview:read" | "overview:write" | "stations:read" | "stations:write" | "sessions:read" | "sessions:write" | "cdrs:read" | "cdrs:write" | "tariffs:read" | "tariffs:write" | "tokens:read" | "tokens:write" | "drivers:read" | "drivers:write" | "locations:read" | "locations:write" | "charging:read" | "charging:write" | "maintenance:read" | "maintenance:write" | "billing:read" | "billing:write" | "roaming:read" | "roaming:write" | "reports:read" | "reports:write" | "users:read" | "users:write" | "audit:read" | "audit:write" | "settings:read" | "settings:write" | "tenants:read" | "tenants:write" | "stations:command" | "charging:signal")[]; locations?: string[]; expiresInDays?: number };
export type AuditEntry = { id: string; seq: number; at: string; actor: string; action: string; subject: string; reason?: string; before?: unknown; after?: unknown; outcome?: "unknown"; hash: string };
export type AuditVerdict = { outcome: "intact" | "broken"; entries?: number; hash?: string; seq?: number; reason?: string };
export type AuthorizationDecision = { at: string; stationId: string; token: string; evse?: number; purpose: string; result: "accepted" | "refused"; reason?: string; group?: string };
export type AvailabilityReport = { from: string; to: string; rows: AvailabilityRow[] };
export type AvailabilityRow = { locationId?: string; stationId?: string; evse?: number; seconds: Record<string, number>; excludedSeconds: number; ukReliability: { goodSeconds: number; countedSeconds: number; percent?: string }; neviUptime: { goodSeconds: number; countedSeconds: number; percent?: string }; sessions?: SessionSuccess };
export type AvailabilityScope = { locationId?: string; stationId?: string; evse?: number };
export type Battery = { id: string; node: string; maxChargeKW: number; maxDischargeKW: number; capacityKWh: number; reserveKWh?: number; efficiency?: number; wearPerKWh?: number; maxAgeSeconds?: number };
export type BatterySwap = { request: number; token: string; state: "requested" | "refused" | "in" | "out" | "timeout"; received: { evse: number; serial: string; soc: number; soh: number }[]; handedOut: { evse: number; serial: string; soc: number; soh: number }[]; changedAt: string };
export type BillingParty = { customer: string; party: InvoiceParty };
export type BillingRunRequest = { period: string; timeZone?: string };
export type Branding = { name: string; color?: string; logo?: string; locale: "en" | "de"; currency: string; timeZone: string };
export type BuildingForecast = { measured?: true; week?: number[]; series?: { at: string; watts: number }[]; csv?: string };
export type Bulk = { id: string; command: Record<string, unknown>; requestedBy: string; requestedAt: string; state: "running" | "cancelled" | "done"; total: number; waiting: number; open: number; outcomes: Record<string, number>; text: string; cancelledBy?: string; endedAt?: string };
export type BulkRequest = { command: CommandRequest; stations: { ids?: string[]; locations?: string[]; vendor?: string; model?: string; firmware?: string; protocol?: "1.6" | "2.0.1" | "2.1" }; atOnce?: number; perMinute?: number; queueForSeconds?: number };
export type CalendarRule = { days: number[]; node?: string; from?: string; to?: string; importA?: { l1: number; l2: number; l3: number }; importKW?: number; exportKW?: number };
export type CallRequest = { action: string; payload: Record<string, unknown> };
export type Carbon = { grams: string; gramsPerKwh?: string; unknownKwh: string };
export type Case = { id: string; stationId: string; evse?: number; title: string; said?: Said; source: "driver" | "operator" | "recovery"; state: "open" | "working" | "closed"; reports: { at: string; text: string; contact?: string }[]; reportCount: number; notes: { at: string; by: string; text: string }[]; assignee?: string; openedAt: string; closedAt?: string; resolution?: string };
export type Cdr = CdrSummary & { creditOf?: string; supersedes?: string; tariffVersion: string; lines: CdrLine[]; taxes: { name: string; percent?: string; amount: Money }[]; warnings: string[]; ocpi?: unknown };
export type CdrCorrection = { reason: string; tariffVersion?: string };
export type CdrCreditReason = { reason: string };
export type CdrDelivery = { partner: string; name?: string; state: "told" | "waiting" | "refused"; attempts: number; since?: string; triedAt?: string; answer?: string; nextAt?: string; outage?: string };
export type CdrLine = { from: string; to: string; dimension: string; quantity: string; unit: string; price: string; amount: Money; taxPercent?: string; element?: number; why: string[]; notes: string[] };
export type CdrSummary = { id: string; sessionId: string; credit: boolean; state: "standing" | "credited" | "credit"; stationIdentity: string; locationName?: string; evse?: number; timeZone: string; token?: string; holder?: string; startAt: string; endAt: string; sealedAt: string; durationSeconds: number; energyWh: number; total: Money; totalWithTax?: Money; tariffId: string; tariffName?: string };
export type Charge = { id: string; evse: string; state: "authorising" | "ready" | "starting" | "charging" | "over" | "failed"; failure?: "declined" | "station-offline" | "station-refused" | "not-plugged-in" | "expired" | "cancelled"; confirmAt?: string; tariffVersion: string; reserved?: Money; startedAt?: string; endedAt?: string; energyWh?: number; powerW?: number; cost?: Money; captured?: Money; bill?: "open" | "checked" | "nothing" | "paid"; usedUp: boolean; hasReceipt: boolean; rated: boolean };
export type ChargeRequest = { evse: string; amount?: string; method?: string; voucher?: string };
export type Charging = { amps: number; wantedAmps: number; mode: "fast" | "fair" | "cheap" | "pv" | "pv+min"; wished: { mode: "fast" | "fair" | "cheap" | "pv" | "pv+min"; departure?: string; targetKWh?: number; boostUntil?: string }; reason?: ChargingReason; why: string };
export type ChargingReason = { because: "limit" | "own" | "waits" | "impossible" | "silent" | "quarantine" | "givesBack"; cappedBy?: "plan" | "pv" | "done" | "lent" | "class" | "reserve" | "partner"; heldAmps?: number; wantedAmps?: number; sharers: number; use?: LimitUse; givenAmps?: number; storedKWh?: number; targetKWh?: number; departure?: string; countedAmps?: number; reservedAmps?: number; nextStart?: string; missingKWh?: number; said?: Said };
export type ChargingWish = { mode?: "fast" | "fair" | "cheap" | "pv" | "pv+min"; departure?: string; targetKWh?: number; guaranteedKWh?: number; v2g?: { storedKWh: number; capacityKWh: number; maxDischargeA: number; reserveKWh?: number }; priority?: number; boostMinutes?: number };
export type Command = { id: string; stationId: string; command: Record<string, unknown>; requestedBy: string; requestedAt: string; state: "queued" | "sent" | "done"; outcome?: "accepted" | "rejected" | "error" | "unsupported" | "offline" | "timeout" | "cancelled"; text: string; response?: unknown; finishedAt?: string; sessionId?: string; effect?: { expects: "session" | "sessionEnd" | "boot" | "status"; state: "awaited" | "confirmed" | "missing"; text: string }; answeredLateAt?: string; bulkId?: string };
export type CommandRequest = { command: "start"; token: { value: string; type?: string }; evse?: number } | { command: "stop"; transaction: string } | ({ command: "reset"; mode: "immediate" | "whenIdle"; evse?: number }) | { command: "unlock"; evse: number; connector?: number } | { command: "changeAvailability"; operative: boolean; evse?: number; connector?: number } | { command: "trigger"; message: string; evse?: number; connector?: number } | ({ command: "getVariables"; variables: ({ component?: string; componentInstance?: string; evse?: number; connector?: number; variable: string; variableInstance?: string; attribute?: "Actual" | "Target" | "MinSet" | "MaxSet" })[] }) | ({ command: "setVariables"; values: ({ component?: string; componentInstance?: string; evse?: number; connector?: number; variable: string; variableInstance?: string; attribute?: "Actual" | "Target" | "MinSet" | "MaxSet"; value: string })[] });
export type ConfigurationState = { stationId: string; state: "inSync" | "drift"; checkedAt: string; items: { name: VariableName; desired: string; reported?: string; finding: string; text: string }[] };
export type ConfigurationTemplate = { priority?: number; match: { stations?: string[]; locationId?: string; vendor?: string; model?: string; firmware?: string; protocol?: "1.6" | "2.0.1" | "2.1" }; values: ({ setting: string; value: string } | ({ component?: string; componentInstance?: string; evse?: number; connector?: number; variable: string; variableInstance?: string; attribute?: "Actual" | "Target" | "MinSet" | "MaxSet"; value: string }))[]; mode: "report" | "repair"; beforeAccept?: boolean; restart?: boolean; id: string };
export type ConfigurationTemplateRequest = { priority?: number; match: { stations?: string[]; locationId?: string; vendor?: string; model?: string; firmware?: string; protocol?: "1.6" | "2.0.1" | "2.1" }; values: ({ setting: string; value: string } | ({ component?: string; componentInstance?: string; evse?: number; connector?: number; variable: string; variableInstance?: string; attribute?: "Actual" | "Target" | "MinSet" | "MaxSet"; value: string }))[]; mode: "report" | "repair"; beforeAccept?: boolean; restart?: boolean };
export type ConnectionAttempt = { identity: string; reason: string; problem: "subprotocol" | "password" | "certificate" | "identity" | "profile" | "retired" | "busy" | "other"; count: number; firstAt: string; lastAt: string; remoteAddress?: string };
export type ConnectionCheck = { state: "connected" | "refused" | "waiting"; problem?: "subprotocol" | "password" | "certificate" | "identity" | "profile" | "retired" | "busy" | "other"; text: string; reason?: string; at?: string; protocol?: "1.6" | "2.0.1" | "2.1"; stationId?: string; others: ConnectionAttempt[] };
export type Connector = { number: number; standard?: string; powerType?: string; maxPowerW?: number; state: "available" | "preparing" | "occupied" | "charging" | "suspendedEv" | "suspendedEvse" | "finishing" | "reserved" | "unavailable" | "faulted" | "unknown"; since?: string; error?: string; detail?: string };
export type Cost = { known: true; total: Money; final: boolean; tariffId?: string } | { known: false; code: string; reason: string };
export type CreditReason = { reason: string };
export type CustomerInformation = { id: string; state: "requested" | "accepted" | "received" | "failed"; data?: string; reason?: string; requestedBy: string; requestedAt: string };
export type CustomerRequest = { token?: string; customer?: string; report: boolean; clear: boolean };
export type DayAhead = DayPlan & ({ to: string; sessions: ({ id: string; because: "roster" | "regular" | "typical"; evse: string; arrival: string; departure: string; energyKWh: number; vehicle?: string })[]; unplaced: ({ id: string; because: "roster" | "regular" | "typical"; evse: string; arrival: string; departure: string; energyKWh: number; vehicle?: string })[]; slots: { from: string; pvKW?: number; buildingKW?: number; price?: number; isPriceGuessed?: boolean }[] });
export type DayPlan = { from: string; slotMinutes: number; limitKW: number[]; siteKW: number[]; cars: ({ id: string; evse: string; kW: number[]; wantedKWh: number; deliveredKWh: number; because?: "stay" | "limits" | "price" | "steps" })[]; wantedKWh: number; deliveredKWh: number; peakKW: number; full: string[] };
export type Demand = { tariff?: { pricePerKW: number; timeZone?: string; intervalMinutes?: number; budgetKW?: number }; month?: string; peakKW?: number; peakAt?: string; cost?: Money; expected?: { kW: number; at: string; cost?: Money } };
export type DemandBudget = { pricePerKW: number; timeZone?: string; intervalMinutes?: number; budgetKW?: number; history?: { at: string; kW: number }[] };
export type DemoPaymentDecision = { decision: "save" | "decline" | "cancel" };
export type DeviceComponent = { component: string; componentInstance?: string; evse?: number; connector?: number; reportedAt: string; variables: { variable: string; variableInstance?: string; unit?: string; dataType?: string; valuesList?: string; attributes: { type: string; value?: string; mutability?: string }[] }[] };
export type Dimming = { from: string; to: string; node?: string };
export type DisplayMessage = { id: number; standing: "requested" | "shown" | "refused" | "removed"; content: string; priority: string; reason?: string; changedAt: string };
export type DisplayRequest = { id: number; priority: "AlwaysFront" | "InFront" | "NormalCycle"; format: "ASCII" | "HTML" | "URI" | "UTF8" | "QRCODE"; content: string; language?: string; from?: string; until?: string };
export type Driver = DriverSummary & { notes?: string; address?: DriverAddress; tokens: Token[]; contracts: Subscription[] };
export type DriverAccount = { name: string; email?: string; phone?: string; language?: "en" | "de"; status: "active" | "blocked"; invoiced: boolean; kind: "person" | "company"; address?: DriverAddress; method?: { label: string }; mayCharge: boolean; cards: DriverCard[]; contracts: Subscription[] };
export type DriverAccountChange = { name?: string; phone?: string | null; language?: "en" | "de"; address?: DriverAddress | null };
export type DriverAddress = { address: string[]; country: string; vatId?: string; registration?: string; iban?: string };
export type DriverCard = { id?: string; number: string; state: "active" | "blocked" | "waiting"; waitsUntil?: string };
export type DriverCardChange = { blocked: boolean };
export type DriverCardDraft = { number: string };
export type DriverChange = { name?: string; email?: string | null; phone?: string | null; language?: "en" | "de" | null; group?: string | null; notes?: string | null; invoiced?: boolean; address?: DriverAddress | null; blocked?: boolean };
export type DriverClass = { id: string; name: string; groups: string[]; isDefault?: boolean; priority?: number; weight?: number; mode?: "fast" | "fair" | "cheap" | "pv" | "pv+min"; guaranteedKWh?: number; limitKW?: number };
export type DriverClasses = { classes: DriverClass[] };
export type DriverDraft = { kind: "person" | "company"; name: string; email?: string; phone?: string; language?: "en" | "de"; group?: string; notes?: string; invoiced?: boolean; address?: DriverAddress };
export type DriverInvoice = { id: string; kind: "invoice" | "creditNote" | "receipt"; period: string; issuedAt: string; payable: Money; payment?: "paid" | "underway" | "refused" };
export type DriverLocationWish = { standard?: string; minPowerW?: number };
export type DriverPastCharge = { id: string; startedAt: string; endedAt: string; timeZone: string; place?: string; energyKwh: string; cost: Money; credit: boolean };
export type DriverPlan = { id: string; name: string; description?: string; term: "month" | "year"; fee?: Money; feeWithTax?: Money; vatPercent?: string; leastMonths: number; percentOff?: string; kwhPerMonth?: string; kwhPerYear?: string; freeParkingMinutes?: number; currency: string };
export type DriverProof = { email: string; code: string } | { link: string };
export type DriverRating = { id: string; at: string; stars: number; comment?: string; stationId: string; evse: number; sessionId?: string };
export type DriverRunningCharge = { id: string; evse?: string; place?: string; startedAt: string; energyWh?: number; powerW?: number; cost?: Money; card?: string };
export type DriverSession = { signedIn: boolean; csrf?: string; account?: DriverAccount; keepsMail: boolean };
export type DriverSubscriptionChoice = { plan: string };
export type DriverSummary = { id: string; kind: "person" | "company"; name: string; email?: string; phone?: string; language?: "en" | "de"; group?: string; status: "active" | "blocked"; invoiced: boolean; madeBy: "operator" | "driver"; createdAt: string; customer: string };
export type DriverTokenDraft = { value: string; visualNumber?: string };
export type DriverWaits = { evses: string[]; locations: { id: string; standard?: string; minPowerW?: number }[] };
export type Energy = { locationId: string; at: string; grid: { kW: number; isMeasured: boolean; limitKW: number; exportLimitKW?: number }; pv?: { kW?: number; maxKW: number }; battery?: { kW?: number; storedKWh?: number; capacityKWh: number; reserveKWh: number; maxChargeKW: number; maxDischargeKW: number; orders: { id: string; kW: number }[] }; building?: { kW: number }; cars: { kW: number; charging: number; connected: number } };
export type Evse = { number: number; id?: string; emi3Id?: string; state: "available" | "preparing" | "occupied" | "charging" | "suspendedEv" | "suspendedEvse" | "finishing" | "reserved" | "unavailable" | "faulted" | "unknown"; connectors: Connector[]; sessionId?: string };
export type ExclusionRequest = { scope: AvailabilityScope; from: string; to: string; reason: "utilityOutage" | "vehicleFault" | "scheduledMaintenance" | "vandalism" | "naturalDisaster" | "closed" | "networkOutage" | "other"; evidence: string[] };
export type FaultForm = { text: string; contact?: string };
export type FaultReport = { evse?: number; text: string; contact?: string };
export type FirmwareCampaign = { id: string; name: string; version: string; state: "preparing" | "running" | "halted" | "cancelled" | "done"; reason?: string; said?: Said; wave: number; waves: { size: number; succeeded: number; failed: number; skipped: number; cancelled: number }[]; requestedAt: string };
export type FirmwareCampaignRequest = { name: string; version: string; location: string; signature?: { certificate: string; value: string }; stations: string[]; waves?: number[]; haltAt?: number; atOnce?: number; retries?: number };
export type Flexibility = { slotMinutes: number; slots: { from: string; plannedKW: number; down: { kW: number; kWh: number; holds: { minutes: number; kW: number }[] }; up: { kW: number; kWh: number; holds: { minutes: number; kW: number }[] } }[] };
export type Forecast = { pv?: { peakKW: number; tilt?: number; azimuth?: number; usualShare?: number; kind: "clearSky"; saidAt: string } | { kind: "series"; from: string; to: string; saidAt: string }; building?: { kind: "measured"; saidAt: string } | { kind: "week"; week: number[]; saidAt: string } | { kind: "series"; from: string; to: string; saidAt: string }; prices?: { kind: "series"; from: string; to: string; saidAt: string }; learned: number; currency: string; slots: { from: string; pvKW?: number; buildingKW?: number; price?: number; isPriceGuessed?: boolean }[] };
export type Generator = { id: string; node: string; maxKW: number; maxAgeSeconds?: number };
export type GridControls = { controls: { id: string; type?: string; isDefault?: boolean; state: string; changedAt: string }[]; alarms: { type: string; fault?: string; active: boolean; at: string; info?: string }[] };
export type Health = { score: number; findings: { code: string; points: number; reason: string; said?: Said }[] };
export type Invoice = InvoiceSummary & { reason?: string; timeZone: string; lines: { text: string; cdrId?: string; quantity?: string; unit?: string; unitPrice?: string; amount: Money }[]; taxes: { name: string; percent?: string; base: Money; amount: Money }[]; rounding: Money };
export type InvoiceParty = { name: string; address: string[]; country: string; vatId?: string; registration?: string; email?: string; iban?: string };
export type InvoiceRun = { id: string; period: string; state: "running" | "done" | "cancelled" | "failed"; customers: number; issued: number; refused: { customer: string; reason: string }[]; problem?: string };
export type InvoiceSummary = { id: string; kind: "invoice" | "creditNote" | "receipt"; customer: string; name?: string; period: string; issuedAt: string; dueAt?: string; sessions: number; net: Money; tax: Money; payable: Money; creditOf?: string; creditedBy?: string };
export type JournalEntry = { seq: number; at: string; kind: string; events: string[]; changes: ({ field: "lifecycle" | "energyState" | "review" | "settlement" | "closure"; to: string })[]; by?: string; text: string; reasons: { text: string; said?: Said; suspicions?: { code: string; reason: string }[] }[]; detail?: unknown };
export type JournalPage = { items: JournalEntry[]; next?: string; why?: ({ field: "lifecycle" | "review" | "settlement"; state: string; entry: JournalEntry })[] };
export type KeptMail = { id: string; at: string; to: string; subject: string; text: string };
export type LimitCalendar = { weekly: CalendarRule[]; exceptions: { from: string; to?: string; limits: { node?: string; from?: string; to?: string; importA?: { l1: number; l2: number; l3: number }; importKW?: number; exportKW?: number }[] }[] };
export type LimitNode = { id: string; parent?: string; kind: "grid" | "transformer" | "panel" | "circuit" | "cabinet" | "station"; limitA: { l1: number; l2: number; l3: number }; limitKW?: number; exportKW?: number; maxImbalanceA?: number; meter?: { source: string; maxAgeSeconds: number; assumeA: { l1: number; l2: number; l3: number } } };
export type LimitUse = { node: string; kind: "grid" | "transformer" | "panel" | "circuit" | "cabinet" | "station"; limit: "L1" | "L2" | "L3" | "kW"; size: number; building: number; isAssumed: boolean; held: ({ because: "silent" | "quarantine" | "unproven" | "free" | "waiting"; stations: number; sockets: number; amount: number })[]; sharing: { cars: number; amount: number }; others: { cars: number; amount: number } };
export type LocalList = { stationId: string; state: "synced" | "unknown" | "unsupported"; version?: number; entries: number; omitted: number; syncedAt?: string };
export type Location = { id: string; name: string; address: string; city: string; postalCode?: string; country: string; coordinates: { latitude: string; longitude: string }; timeZone: string; evses: ({ id: string; emi3Id?: string; stationId: string; number: number; connectors: ({ number: number; standard: string; format: "SOCKET" | "CABLE"; powerType: "AC_1_PHASE" | "AC_2_PHASE" | "AC_2_PHASE_SPLIT" | "AC_3_PHASE" | "DC"; maxVoltage: number; maxAmperage: number; maxPower: number })[]; floorLevel?: string; physicalReference?: string; directions?: { language: string; text: string }[]; parkingRestrictions?: string[]; bay?: { vehicleTypes: string[]; restricted?: boolean; length?: number; width?: number; maxHeight?: number; driveThrough?: boolean; roofed?: boolean; lighting?: boolean; timeLimit?: number }; images?: { url: string; thumbnail?: string; category: string; type: string; width?: number; height?: number }[] })[]; published?: boolean; parkingType?: string; openingHours?: { twentyFourSeven: boolean; regular?: { weekday: number; begin: string; end: string }[]; exceptionalOpenings?: { from: string; to: string }[]; exceptionalClosings?: { from: string; to: string }[] }; chargingWhenClosed?: boolean; facilities?: string[]; directions?: { language: string; text: string }[]; images?: { url: string; thumbnail?: string; category: string; type: string; width?: number; height?: number }[]; operator?: { name: string; website?: string }; owner?: { name: string; website?: string }; helpPhone?: string; energyMix?: { isGreen: boolean; sources?: { source: string; percentage: number }[]; carbonPerKwh?: number; supplier?: string; product?: string } };
export type LogRequest = { id: string; stationId: string; log: "diagnostics" | "security"; state: "requested" | "uploading" | "received" | "uploaded" | "failed" | "expired"; text: string; detail?: string; requestedAt: string; expiresAt: string; file?: { name: string; bytes: number; receivedAt: string; deleteAt: string } };
export type Login = { id: string; current: boolean; createdAt: string; lastSeenAt: string; endsAt: string; address: string; agent: string };
export type LoyaltyRules = { perKwh?: string; perUnit?: string; pointValue: string; currency: string; active: boolean };
export type MaintenanceRequest = { scope: AvailabilityScope; from: string; to: string; text: string };
export type MaintenanceWindow = { id: string; scope: AvailabilityScope; from: string; to: string; text: string; by: string; announcedAt: string; cancelledAt?: string };
export type Money = { amount: string; currency: string };
export type Monitor = { id: number; of: VariableName; type: string; value: number; severity: number; state?: { active: boolean; value: string; at: string } };
export type MonitorRequest = { of: VariableName; type: "UpperThreshold" | "LowerThreshold" | "Delta" | "Periodic" | "PeriodicClockAligned" | "TargetDelta" | "TargetDeltaRelative"; value: number; severity: number; id?: number };
export type Month = { month: string; charges: number; energyKwh: string; connectedSeconds: number; revenue: Money[]; revenueWithTax: Money[] };
export type MoveRequest = { securityProfile: number; elsewhere?: boolean; network?: { slot: number; fallbackSlots: number[]; profile: { url: string; securityProfile: number; interface: "Wired0" | "Wired1" | "Wired2" | "Wired3" | "Wireless0" | "Wireless1" | "Wireless2" | "Wireless3" | "Any"; version: "1.6" | "2.0.1" | "2.1"; messageTimeout: number } } };
export type Need = { kind: "faulted" | "parked" | "unprocessed" | "payment" | "unpriced" | "suspect" | "endless" | "certificate" | "offline" | "case" | "refused"; severity: "error" | "warning"; count: number; more: boolean; oldestAt?: string; items: NeedItem[] };
export type NeedItem = { id: string; subject: string; detail?: string; refusal?: { problem: string; reason: string; remoteAddress?: string }; at?: string; stationId?: string; sessionId?: string; paymentId?: string; messageId?: string; subscription?: string };
export type NewApiKey = { key: ApiKey; secret: string };
export type NewTenant = { tenant: Tenant; operatorKey: string };
export type OpenAdrNotification = { objectType: "EVENT"; operation: "CREATE" | "UPDATE" | "DELETE"; object: { id: string; programID?: string; eventName?: string; intervalPeriod?: { start: string; duration?: string; randomizeStart?: string }; intervals: ({ intervalPeriod?: { start: string; duration?: string; randomizeStart?: string }; payloads: ({ type: string; values: (number | string | boolean)[] })[] })[] } };
export type OpenData = { data: Record<string, unknown>[]; status_code: 1000; timestamp: string };
export type OpenedCharge = { charge: Charge; secret: string };
export type Opening = { isOpen: boolean; until?: string };
export type OscpForecast = { group_id: string; type: "CONSUMPTION" | "GENERATION" | "FALLBACK_CONSUMPTION" | "FALLBACK_GENERATION" | "OPTIMUM"; forecasted_blocks: ({ capacity: number; phase: "UNKNOWN" | "ONE" | "TWO" | "THREE" | "ALL"; unit: "A" | "W" | "KW" | "WH" | "KWH"; start_time: string; end_time: string })[] };
export type OscpHeartbeat = { offline_mode_at: string };
export type Overview = { needs: Need[]; stations: { total: number; online: number }; charging: { sessions: number; powerW: number }; today: { since: string; cdrs: number; energyWh: number; revenue: Money[] }; plugIns: { connected: number; charged: number; percent?: string; failures: { refused: number; neverStarted: number; faulted: number; noEnergy: number } }; availability: { total: number; usable: number; states: Record<string, number>; percent?: string; percent30?: string } };
export type ParkedRetry = { subscription: string };
export type Partner = { id: string; name?: string; status: "invited" | "registering" | "connected" | "suspended" | "removed"; version?: "2.1.1" | "2.2.1" | "2.3.0"; versionsUrl?: string; parties: { role: string; countryCode: string; partyId: string; name: string }[]; isHub: boolean; endpoints: { module: string; role?: string; url: string }[]; profile: Record<string, unknown>; allowHosts: string[]; updatedAt: string };
export type PartnerCommand = { id: string; command: string; sentAt: string; response?: string; trouble?: string; results: { result: string; at: string; late: boolean }[]; timedOut: boolean; sessionId?: string; reservationId?: string };
export type PartnerCommandRequest = { command: "start"; tokenId: string; locationId: string; evseUid?: string; connectorId?: string } | { command: "stop"; sessionId: string } | { command: "reserve"; tokenId: string; locationId: string; evseUid?: string; minutes: number } | { command: "cancelReservation"; reservationId: string } | { command: "unlock"; locationId: string; evseUid: string; connectorId: string };
export type PartnerConformance = { at: string; versionsUrl: string; counts: { pass: number; warn: number; fail: number; skip: number }; checks: ({ version?: "2.1.1" | "2.2.1" | "2.3.0"; module: string; rule: string; verdict: "pass" | "warn" | "fail" | "skip"; detail?: string })[] };
export type PartnerDeliveries = { outage?: { since: string; failures: number; message: string; retryAt: string }; modules: { module: string; pending: number; parked: number; since?: string }[] };
export type PartnerInvitation = { name: string; allowHosts?: string[]; isHub?: boolean };
export type PartnerInvitationIssued = { partner: Partner; registrationToken: string; versionsUrl: string };
export type PartnerJob = { id: string; partner: string; kind: "conformance" | "push" | "pull"; full?: boolean; state: "running" | "done" | "failed" | "cancelled" | "interrupted"; by: string; begunAt: string; endedAt?: string; cancelledBy?: string; progress: { done: number; total?: number; step?: string; count?: number }; problem?: { code: string; message: string }; result?: { objects?: number; changed?: number; unreadable?: number; vanished?: number; counts?: { pass: number; warn: number; fail: number; skip: number } } };
export type PartnerObject = { id: string; lastUpdated: string; object: Record<string, unknown> };
export type PartnerParked = { module: string; kind: string; id: string; rule: string; at: string };
export type PartnerRegistration = { name: string; versionsUrl: string; token: string; version?: "2.1.1" | "2.2.1" | "2.3.0"; allowHosts?: string[]; isHub?: boolean };
export type PartnerRetry = { kind?: string; id?: string };
export type PasswordChange = { current: string; next: string };
export type Payment = { id: string; state: "requiresAuth" | "authorised" | "captured" | "released" | "partiallyRefunded" | "refunded" | "disputed" | "declined"; openedAt: string; wanted: Money; authorised: Money; captured: Money; refunded: Money; outstanding: Money; settled: boolean; sessionId?: string; reference?: string; refusals: { step: string; reason: string; at: string }[]; steps: { kind: string; amount: Money; at: string; refusal?: string }[]; pending?: string };
export type PaymentMethodSetup = { id: string; state: "open" | "saved" | "declined" | "cancelled" | "expired"; url?: string; label?: string };
export type PayoutRun = { issued: PayoutStatement[]; refused: { payee: string; reason: string }[] };
export type PayoutStatement = { id: string; payee: string; name?: string; period: string; issuedAt: string; sessions: number; earned: Money; net: Money; payable: Money; state: "issued" | "approved" | "paid" };
export type PayoutStatementDetails = { id: string; payee: string; name?: string; period: string; issuedAt: string; sessions: number; earned: Money; net: Money; payable: Money; state: "issued" | "approved" | "paid"; approved?: { actor: string; at: string }; paid?: { actor: string; at: string; reference: string }; byKind: { kind: string; revenue: Money; amount: Money }[]; additions: ({ kind: "topUp" | "capped" | "lease"; amount: Money })[]; taxes: { name: string; percent: string; amount: Money }[]; selfBilling: boolean };
export type PayoutTerms = { payee: string; currency: string; guarantee?: string; lease?: string; cap?: string; vatPercent?: string; selfBilling: boolean };
export type PointsRedemption = { points: number; id: string };
export type Price = { known: true; final: boolean; total: Money; totalWithTax?: Money; lines: CdrLine[]; taxes: { name: string; percent?: string; amount: Money }[]; warnings: string[] } | { known: false; reason: string };
export type PriceForecast = { series?: { at: string; price: number }[]; csv?: string };
export type Problem = { code: string; message: string; field?: string; rule?: string; values?: Record<string, string | number> };
export type PublicEvse = { location: PublicPlace; evse: PublicPoint; helpPhone?: string };
export type PublicLocation = { id: string; name: string; address: string; postalCode?: string; city: string; country: string; coordinates: { latitude: string; longitude: string }; timeZone: string; distanceKm?: number; opening: Opening; points: { total: number; available: number }; maxPowerW: number; standards: string[]; accessible: boolean; openingHours?: { twentyFourSeven: boolean; regular?: { weekday: number; begin: string; end: string }[]; exceptionalOpenings?: { from: string; to: string }[]; exceptionalClosings?: { from: string; to: string }[] }; chargingWhenClosed: boolean; parkingType?: string; facilities: string[]; directions: { language: string; text: string }[]; images: { url: string; thumbnail?: string; category: string; type: string; width?: number; height?: number }[]; operator?: { name: string; website?: string }; helpPhone?: string; evses: PublicPoint[] };
export type PublicMap = { tiles?: { template: string; attribution: string } };
export type PublicOffer = { evse: string; currency: string; estimate: { energyWh: number; low: Money; high: Money }; reserve: Money; tariffVersion: string; paysByCard: boolean };
export type PublicPlace = { id: string; name: string; address: string; postalCode?: string; city: string; country: string; coordinates: { latitude: string; longitude: string }; timeZone: string; distanceKm?: number; opening: Opening; points: { total: number; available: number }; maxPowerW: number; standards: string[]; accessible: boolean };
export type PublicPoint = { id: string; emi3Id?: string; reference?: string; floor?: string; state: "available" | "occupied" | "reserved" | "outOfService" | "unknown"; connectors: ({ number: number; standard: string; format: "SOCKET" | "CABLE"; powerType: string; maxPowerW: number })[]; restrictions: string[]; bay?: { vehicleTypes: string[]; restricted?: boolean; length?: number; width?: number; maxHeight?: number; driveThrough?: boolean; roofed?: boolean; lighting?: boolean; timeLimit?: number }; price?: PublicPrice };
export type PublicPrice = { currency: string; lines: string[]; worstPerKwh?: Money; nextChange?: string };
export type PublishedFirmware = { stationId: string; checksum: string; location: string; state: "requested" | "published" | "failed" | "unpublished"; locations: string[]; detail?: string; changedAt: string };
export type PvForecast = { clearSky?: { peakKW: number; tilt?: number; azimuth?: number; usualShare?: number }; series?: { at: string; watts: number }[]; csv?: string };
export type Rating = { stars: number; comment?: string };
export type Readings = { total: number; next?: string; points: { at: string; registerWh: number; energyWh: number; powerW?: number }[]; states: { at: string; state: string }[]; excluded: { at: string; registerWh: number; reason: string }[] };
export type Reason = { reason: string };
export type RecordedSetPoint = { id: string; at: string; evse: string; stationId: string; sessionId?: string; amps: number; value: number; unit: "A" | "W"; means: "transaction" | "default" | "station" | "vendorKey"; change: "lower" | "raise" | "renew" | "fallback"; until?: string; reason?: ChargingReason; why: string; outcome: "sent" | "accepted" | "rejected" | "unanswered"; answeredAt?: string; renewals?: { times: number; at: string; outcome: "sent" | "accepted" | "rejected" | "unanswered" }; followed?: { isFollowed: boolean; at: string; drawnA?: number } };
export type Recovery = { id: string; stationId: string; evse: number; state: "running" | "recovered" | "ticket" | "aborted"; dryRun: boolean; startedAt: string; endedAt?: string; fixedBy?: string; reason?: string; log: { at: string; text: string; said?: Said }[] };
export type RecoveryStatistics = Record<string, { taken: number; helped: number }>;
export type RefundReason = { reason: string };
export type RegistrationToken = { id: string; expiresAt: string; usesLeft: number; createdBy: string; locationId?: string };
export type RegistrationTokenRequest = { hours: number; uses?: number; locationId?: string };
export type ReportRun = { id: string; scheduleId: string; name: string; report: string; period: string; state: "waiting" | "running" | "done" | "failed" | "cancelled"; queuedAt: string; startedAt?: string; endedAt?: string; by?: string; attempts: number; done?: number; total?: number; cancelledBy?: string; mailed: string[]; file?: { name: string; type: string }; problem?: string };
export type ReportSchedule = { name: string; report: "usage" | "energy" | "revenue" | "co2" | "availability"; format: "csv" | "pdf"; language?: "en" | "de"; location?: string; rhythm: { every: "day" | "week" | "month"; timeZone: string; hour: number; weekday?: number; day?: number }; recipients: string[]; id: string; state: "active" | "paused"; nextAt: string; createdBy: string; createdAt: string };
export type ReportScheduleChange = { name?: string; report?: "usage" | "energy" | "revenue" | "co2" | "availability"; format?: "csv" | "pdf"; language?: "en" | "de"; location?: string; rhythm?: { every: "day" | "week" | "month"; timeZone: string; hour: number; weekday?: number; day?: number }; recipients?: string[]; state?: "active" | "paused" };
export type ReportScheduleRequest = { name: string; report: "usage" | "energy" | "revenue" | "co2" | "availability"; format: "csv" | "pdf"; language?: "en" | "de"; location?: string; rhythm: { every: "day" | "week" | "month"; timeZone: string; hour: number; weekday?: number; day?: number }; recipients: string[] };
export type ReportTable = { report: "usage" | "energy" | "revenue" | "co2" | "availability"; from: string; to: string; timeZone: string; columns: ("location" | "station" | "evse" | "charges" | "energyKwh" | "hours" | "kwhPerCharge" | "currency" | "net" | "gross" | "co2Kg" | "gramsPerKwh" | "unknownKwh" | "ukPercent" | "neviPercent" | "excludedHours" | "exclusions" | "attempts" | "successPercent")[]; rows: string[][]; total?: string[]; complete: boolean };
export type Reporting = { openAdr?: { url: string; client: string }; oscp?: { url: string; group: string }; parked: number };
export type ReportingChange = { openAdr?: { url: string; token?: string; client: string }; oscp?: { url: string; token?: string; group: string } };
export type Reservation = { id: string; stationId: string; number: number; evse?: number; token: string; until: string; state: "requested" | "active" | "consumed" | "expired" | "cancelled" | "failed"; text: string; reason?: string; said?: Said; endsWhenBack: boolean; sessionId?: string };
export type ReservationRequest = { evse?: number; connectorType?: string; token: string; group?: string; minutes: number };
export type RevenueAgreement = { location: string; parties: { id: string; shares: { energy?: string; time?: string; parking?: string; fixed?: string; reservation?: string; idle?: string; other?: string }; otherwise?: string }[] };
export type Rewards = { points: number; pointValue?: Money; pointsWorth?: Money; entries: ({ id: string; kind: "earned" | "reversed" | "redeemed"; points: number; balance: number; at: string })[]; vouchers: { id: string; name: string; left?: Money; percent?: string; sessionsLeft?: number; validUntil?: string }[] };
export type RosterCheck = { csv: string };
export type RosterChecked = { lines: ({ line: number; text: string; entry?: RosterEntry; problems: ({ column: string; rule: "column" | "missing" | "empty" | "moment" | "number" | "quote" | "unique" | "who" | "order" | "range" | "capacity" | "known"; message: string })[] })[]; good: number };
export type RosterEntry = { id: string; vehicle?: string; token?: string; arrival: string; departure: string; energyKWh?: number; targetSoc?: number; capacityKWh?: number; priority?: number; class?: string; evse?: string };
export type RosterEntryView = RosterEntry & { arrival?: string; departure?: string; sessionId?: string };
export type RosterUpload = { entries?: RosterEntry[]; csv?: string };
export type Said = { code: string; values: Record<string, string> };
export type SecurityEvent = { stationId: string; type: string; severity: "info" | "warning" | "error"; at: string; info?: string };
export type Session = { id: string; stationId: string; stationIdentity: string; locationId?: string; locationName?: string; timeZone: string; evse?: number; connector?: number; evseId?: string; transaction: string; token?: { value: string; type?: string; holder?: string }; authorization?: { result: "accepted" | "refused"; code?: string; reason?: string }; lifecycle: "pending" | "active" | "ending" | "ended" | "cancelled" | "invalid"; energyState: "connected" | "charging" | "suspendedEv" | "suspendedEvse" | "idle"; closure?: string; provisional: boolean; review: "clean" | "suspect" | "cleared" | "rejected"; suspicions: { code: string; reason: string }[]; settlement: "none" | "rated" | "held" | "sealed" | "corrected" | "waived" | "unpriced"; startAt: string; endAt?: string; lastEvidenceAt: string; durationSeconds: number; energyWh?: number; powerW?: number; charging?: Charging; stopReason?: string; cost?: Cost; cdrId?: string };
export type SessionState = { signedIn: boolean; actor?: string; name?: string; isUser?: boolean; permissions?: ("overview:read" | "overview:write" | "stations:read" | "stations:write" | "sessions:read" | "sessions:write" | "cdrs:read" | "cdrs:write" | "tariffs:read" | "tariffs:write" | "tokens:read" | "tokens:write" | "drivers:read" | "drivers:write" | "locations:read" | "locations:write" | "charging:read" | "charging:write" | "maintenance:read" | "maintenance:write" | "billing:read" | "billing:write" | "roaming:read" | "roaming:write" | "reports:read" | "reports:write" | "users:read" | "users:write" | "audit:read" | "audit:write" | "settings:read" | "settings:write" | "tenants:read" | "tenants:write" | "stations:command" | "charging:signal")[]; locations?: string[]; mustChangePassword?: boolean; csrf?: string; accounts: boolean; providers: { id: string; label: string }[] };
export type SessionSuccess = { attempts: number; started: number; succeeded: number; percent?: string };
export type SetPoint = { evse: number; watts: number; limit?: number; dischargeLimit?: number; transaction?: string; state: "requested" | "inForce" | "refused" | "releasing"; reason?: string; changedAt: string };
export type SetPointRequest = { watts: number; transaction?: string; limit?: number; dischargeLimit?: number };
export type Settings = Branding & { party: { countryCode: string; partyId: string } };
export type SettingsChange = { name?: string; color?: string | null; logo?: string | null; party?: { countryCode: string; partyId: string }; locale?: "en" | "de"; currency?: string; timeZone?: string };
export type SignIn = { name: string; password: string; code?: string } | { key: string };
export type SignInLetter = { sent: true };
export type SignInLetterRequest = { email: string; language?: "en" | "de" };
export type SignalReceipt = SignalSource & { ignored: string[] };
export type SignalSource = { source: string; receivedAt: string; silentFrom?: string; signals: ({ node: string; from: string; to: string; importA?: { l1: number; l2: number; l3: number }; importKW?: number; exportKW?: number; price?: number; co2KgPerKWh?: number; binding: "hard" | "soft"; whenSilent?: boolean })[] };
export type Silence = { id: string; rule?: string; subject?: string; until: string; by: string; reason: string };
export type SilenceRequest = { rule?: string; subject?: string; minutes: number; reason: string };
export type Site = { locationId: string; limitAmps: { l1: number; l2: number; l3: number }; cars: { evse: string; stationId: string; sessionId?: string; charging: Charging }[] };
export type SiteReadings = { meters?: { node?: string; at?: string; l1?: number; l2?: number; l3?: number; kW?: number }[]; generators?: { id: string; at?: string; kW: number }[]; batteries?: { id: string; at?: string; kW: number; storedKWh: number }[] };
export type StatementPayment = { reference: string };
export type Station = { id: string; identity: string; locationId?: string; locationName?: string; timeZone?: string; lifecycle: "planned" | "commissioned" | "operative" | "retired"; online: boolean; onlineSince?: string; protocol?: "1.6" | "2.0.1" | "2.1"; vendor?: string; model?: string; serial?: string; firmware?: string; hasPassword: boolean; minimumSecurityProfile?: number; lastBootAt?: string; evses: Evse[] };
export type StationCertificate = { fingerprint: string; stationId: string; use: "chargingStation" | "v2g" | "v2g20"; commonName: string; serialNumber: string; notBefore: string; notAfter: string; deliveredAt: string; state: "active" | "superseded" | "revoked"; reason?: string };
export type StationChange = { locationId?: string; lifecycle?: "planned" | "commissioned" | "operative" | "retired"; minimumSecurityProfile?: number | null; newPassword?: boolean };
export type StationDraft = { identity: string; locationId?: string; evses?: ({ number: number; connectors: ({ number: number; standard: string; format: "SOCKET" | "CABLE"; powerType: "AC_1_PHASE" | "AC_2_PHASE" | "AC_2_PHASE_SPLIT" | "AC_3_PHASE" | "DC"; maxVoltage: number; maxAmperage: number; maxPower: number })[] })[]; password?: boolean };
export type StationEvent = { at: string; severity: "info" | "warning" | "error"; kind: string; text: string };
export type StationSecurity = { installed: { use: string; serialNumber: string; issuerKeyHash: string }[]; checkedAt?: string; securityProfile?: number; certificates: StationCertificate[]; move?: { state: "preparing" | "switching" | "done" | "failed"; securityProfile: number; problem?: string; startedAt: string } };
export type StationTariff = { evse: number; tariff: Record<string, unknown>; state: "requested" | "installed" | "refused" | "removing"; reason?: string; changedAt: string };
export type StationTariffRequest = { evse: number; tariff: Record<string, unknown> };
export type StationTask = { kind: string; state: "waiting" | "parked" | "failed"; dueAt: string; attempts: number; problem?: string };
export type StationWithPassword = { station: Station; password?: string };
export type Subscription = { id: string; plan: string; name: string; from: string; until?: string; term: "month" | "year"; fee?: Money; state: "coming" | "running" | "over" };
export type SubscriptionChoice = { plan: string };
export type SubscriptionPlan = { id: string; name: string; description?: string; term: "month" | "year"; fee?: Money; feeWithTax?: Money; vatPercent?: string; leastMonths: number; percentOff?: string; kwhPerMonth?: string; kwhPerYear?: string; freeParkingMinutes?: number; currency: string; closed: boolean; tariffs: string[] };
export type SubscriptionPlanChange = { closed: boolean };
export type SubscriptionPlanDraft = { name: string; description?: string; currency: string; term?: "month" | "year"; fee?: string; vatPercent?: string; leastMonths?: number; percentOff?: string; kwhPerMonth?: string; kwhPerYear?: string; freeParkingMinutes?: number };
export type Tariff = TariffVersion & { tariff: Record<string, unknown>; versions: { number: number; createdAt: string; validFrom: string }[]; assignments: TariffAssignment[] };
export type TariffApprovalSetting = { fourEyes: boolean };
export type TariffAssignment = { id: string; tariffId: string; target: Record<string, unknown>; appliesTo: string; priority: number; from?: string; until?: string };
export type TariffAssignmentDraft = { tariffId: string; target: TariffTarget; priority?: number; from?: string; until?: string };
export type TariffCheck = { findings: TariffFinding[]; summary: string[] };
export type TariffDraft = { tariffId: string; name: string; ocpiVersion: "2.1.1" | "2.2.1" | "2.3.0"; tariff: Record<string, unknown>; validFrom?: string };
export type TariffExample = { name: string; start: string; energyWh: number; minutes: number; parkedMinutes?: number };
export type TariffFinding = { severity: "error" | "warning"; code: string; pointer: string; message: string; fix: string };
export type TariffPreview = { findings: TariffFinding[]; summary: string[]; worstPerKwh?: Money; sessions: { name: string; start: string; energyWh: number; minutes: number; parkedMinutes?: number; total?: Money; totalWithTax?: Money; lines: string[]; problem?: string }[]; pricedAt: string };
export type TariffPreviewRequest = { ocpiVersion: "2.1.1" | "2.2.1" | "2.3.0"; tariff: Record<string, unknown>; timeZone?: string; language?: "en" | "de" | "fr" | "nl" | "es"; sessions?: TariffExample[] };
export type TariffProposal = { id: string; tariffId: string; name: string; ocpiVersion: "2.1.1" | "2.2.1" | "2.3.0"; tariff: Record<string, unknown>; validFrom?: string; state: "waiting" | "published" | "rejected"; proposedBy: string; proposedAt: string; approvals: { actor: string; at: string }[]; rejection?: { actor: string; reason: string; at: string }; version?: string; summary: string[]; findings: TariffFinding[] };
export type TariffRejection = { reason: string };
export type TariffTarget = { kind: "tenant" } | { kind: "location"; location: string } | { kind: "evse"; evse: string } | { kind: "connector"; evse: string; connector: number } | { kind: "tokenGroup"; group: string } | { kind: "subscription"; subscription: string } | { kind: "partner"; partner: string };
export type TariffVersion = { id: string; tariffId: string; number: number; name: string; ocpiVersion: "2.1.1" | "2.2.1" | "2.3.0"; currency: string; validFrom: string; createdAt: string; summary: string[]; findings: TariffFinding[] };
export type Tenant = { id: string; hosts: string[]; disabled: boolean; createdAt: string; path: string; ocppPath: string };
export type TenantChange = { hosts?: string[]; disabled?: boolean };
export type TenantDraft = { id: string; name: string; hosts?: string[]; party?: { countryCode: string; partyId: string }; locale?: "en" | "de"; currency?: string; timeZone?: string };
export type TimedLimit = { node: string; from: string; to: string; importA?: { l1: number; l2: number; l3: number }; importKW?: number; exportKW?: number };
export type Token = { id: string; value: string; type: "RFID" | "APP_USER" | "AD_HOC_USER" | "EMAID" | "OTHER"; visualNumber?: string; group?: string; status: "accepted" | "blocked"; usable: boolean; validFrom?: string; validUntil?: string; holder?: string };
export type TokenChange = { type?: "RFID" | "APP_USER" | "AD_HOC_USER" | "EMAID" | "OTHER"; status?: "accepted" | "blocked"; visualNumber?: string | null; group?: string | null; holder?: string | null; validFrom?: string | null; validUntil?: string | null };
export type TokenDraft = { value: string; type?: "RFID" | "APP_USER" | "AD_HOC_USER" | "EMAID" | "OTHER"; status?: "accepted" | "blocked"; visualNumber?: string; group?: string; holder?: string; validFrom?: string; validUntil?: string };
export type TokenGroup = { id: string; name: string; notes?: string };
export type TokenGroupDetails = { id: string; name: string; notes?: string; tariffs: { assignment: string; tariffId: string }[]; places: string[] };
export type TracedMessage = { seq: number; at: string; direction: "in" | "out"; kind: string; action?: string; text: string };
export type TrustAnchor = { use: "csms" | "manufacturer" | "v2g" | "mobilityOperator" | "oem"; fingerprint: string; commonName: string; notAfter: string; wanted: boolean };
export type UnprocessedMessage = { id: string; stationId: string; protocol: string; action: string; receivedAt: string; error: string; payload?: unknown };
export type UsageReport = { from: string; to: string; total: { charges: number; energyKwh: string; connectedSeconds: number; revenue: Money[]; revenueWithTax: Money[]; carbon: Carbon }; months: (Month & { carbon: Carbon })[]; locations: { id: string; name: string; charges: number; energyKwh: string; connectedSeconds: number; revenue: Money[]; revenueWithTax: Money[]; carbon: Carbon }[]; week: { starts: number[]; wattHours: number[] } };
export type User = { id: string; name: string; fullName?: string; roles: ("viewer" | "operator" | "billing" | "admin")[]; locations?: string[]; disabled: boolean; secondFactor: boolean; signsInElsewhere: boolean; mustChangePassword: boolean; createdAt: string; lastSignInAt?: string };
export type UserChange = { fullName?: string | null; roles?: ("viewer" | "operator" | "billing" | "admin")[]; locations?: string[] | null; disabled?: boolean; newPassword?: true; secondFactor?: false };
export type UserDraft = { name: string; fullName?: string; roles: ("viewer" | "operator" | "billing" | "admin")[]; locations?: string[] };
export type UserWithPassword = { user: User; password?: string };
export type VariableName = { component?: string; componentInstance?: string; evse?: number; connector?: number; variable: string; variableInstance?: string; attribute?: "Actual" | "Target" | "MinSet" | "MaxSet" };
export type Voucher = { id: string; name: string; amount?: Money; percent?: string; sessions?: number; validFrom?: string; validUntil?: string; uses: number; used: number; withdrawn: boolean; createdAt: string };
export type VoucherChange = { withdrawn: boolean };
export type VoucherDraft = { code: string; name: string; amount?: string; currency?: string; percent?: string; sessions?: number; validFrom?: string; validUntil?: string; uses: number };
export type VoucherRedemption = { code: string };
export type WaitingEntry = { id: string; locationId: string; token: string; since: string; state: "waiting" | "offered" | "taken" | "missed" | "left"; offer?: { stationId: string; evse: number; until: string } };
export type Webhook = { id: string; url: string; topics: ("session.started" | "session.updated" | "session.ended" | "session.held" | "session.corrected" | "session.alarmed" | "cdr.issued" | "invoice.issued" | "payment.changed" | "reservation.changed" | "command.done" | "station.connected" | "station.disconnected" | "station.booted" | "station.status" | "station.event" | "station.security" | "alert.opened" | "alert.cleared" | "case.changed" | "driver.notice")[]; createdAt: string; rotatingUntil?: string; parked: number };
export type WebhookChange = { url?: string; topics?: ("session.started" | "session.updated" | "session.ended" | "session.held" | "session.corrected" | "session.alarmed" | "cdr.issued" | "invoice.issued" | "payment.changed" | "reservation.changed" | "command.done" | "station.connected" | "station.disconnected" | "station.booted" | "station.status" | "station.event" | "station.security" | "alert.opened" | "alert.cleared" | "case.changed" | "driver.notice")[] };
export type WebhookDraft = { url: string; topics: ("session.started" | "session.updated" | "session.ended" | "session.held" | "session.corrected" | "session.alarmed" | "cdr.issued" | "invoice.issued" | "payment.changed" | "reservation.changed" | "command.done" | "station.connected" | "station.disconnected" | "station.booted" | "station.status" | "station.event" | "station.security" | "alert.opened" | "alert.cleared" | "case.changed" | "driver.notice")[] };
export type WebhookParked = { id: string; topic: string; publishedAt: string; parkedAt: string; attempts: number; error: string };
export type WebhookTry = { id: string; delivery: string; topic: string; attempt: number; at: string; status?: number; error?: string; took: number };
export type WebhookWithSecret = { webhook: Webhook; secret: string };
export type WhatIf = { day?: string; limitAmps?: number; cars?: number; energyKWh?: number };
export type Wiring = { nodes: LimitNode[]; generators: Generator[]; batteries: Battery[]; evses: { id: string; node: string; stationId: string; maxA: number; fallbackA: number }[]; vendorLimits: Record<string, { key: string; component?: string; unit: "A" | "dA" }>; limits: TimedLimit[] };
export type WiringChange = { nodes: LimitNode[]; generators?: Generator[]; batteries?: Battery[]; vendorLimits?: Record<string, { key: string; component?: string; unit: "A" | "dA" }>; places?: Record<string, string> };

/** Every route: what goes into its path, query and body, and what a good answer is. */
export interface Routes {
  /** Take the rules of a place away; those of the next wider place hold there */
  "DELETE /access-policies/{id}": { path: { id: string }; answer: AccessPolicy };
  /** Sign out somewhere else */
  "DELETE /account/logins/{id}": { path: { id: string }; answer: Record<string, never> };
  /** Take an API key away; it stops working at once */
  "DELETE /api-keys/{id}": { path: { id: string }; answer: ApiKey };
  /** Want it no more; stations keep what they have */
  "DELETE /configuration-templates/{id}": { path: { id: string }; answer: Record<string, never> };
  /** Remove an account that has no tokens and no running contract; the books keep its name */
  "DELETE /drivers/{id}": { path: { id: string }; answer: DriverSummary };
  /** Cancel the contract of an account: with its month or year, not before its least duration */
  "DELETE /drivers/{id}/subscription": { path: { id: string }; answer: Driver };
  /** Take a token away from an account; it is blocked, and sessions that used it keep it */
  "DELETE /drivers/{id}/tokens/{token}": { path: { id: string; token: string }; answer: Token };
  /** Remove a location without EVSEs */
  "DELETE /locations/{id}": { path: { id: string }; answer: Location };
  /** Forget what was said of PV, building or prices */
  "DELETE /locations/{id}/charging/forecast/{part}": { path: { id: string; part: "pv" | "building" | "prices" }; answer: Forecast };
  /** A vehicle is no longer expected */
  "DELETE /locations/{id}/charging/roster/{entry}": { path: { id: string; entry: string }; answer: { id: string } };
  /** The charging points are no longer dimmed */
  "DELETE /locations/{id}/charging/signals/section-14a": { path: { id: string }; answer: { source: string } };
  /** Cancel it; what of it is over stays */
  "DELETE /maintenance-windows/{id}": { path: { id: string }; answer: MaintenanceWindow };
  /** End the connection, at both sides */
  "DELETE /partners/{id}": { path: { id: string }; answer: Partner };
  /** Delete the account: cards, contracts and the address go, the books keep what the law wants */
  "DELETE /public/account": { answer: DriverSession };
  /** Wait for a location no longer */
  "DELETE /public/account/location-waits/{id}": { path: { id: string }; answer: DriverWaits };
  /** Remove the means of payment; not while cards or a subscription need it */
  "DELETE /public/account/method": { answer: DriverAccount };
  /** Sign out */
  "DELETE /public/account/session": { answer: DriverSession };
  /** Cancel the subscription with its month or year */
  "DELETE /public/account/subscription": { answer: DriverAccount };
  /** Wait for a card no longer */
  "DELETE /public/account/waiting-cards/{id}": { path: { id: string }; answer: DriverAccount };
  /** Wait for a charging point no longer */
  "DELETE /public/account/waits/{id}": { path: { id: string }; answer: DriverWaits };
  /** Nobody registers with it any more */
  "DELETE /registration-tokens/{id}": { path: { id: string }; answer: Record<string, never> };
  /** Remove it with its runs and their files */
  "DELETE /report-schedules/{id}": { path: { id: string }; answer: { removed: true } };
  /** Share the revenue of a location no longer */
  "DELETE /revenue-agreements/{id}": { path: { id: string }; answer: { location: string } };
  /** Sign out */
  "DELETE /session": { answer: Record<string, never> };
  /** End a silence */
  "DELETE /silences/{id}": { path: { id: string }; answer: Record<string, never> };
  /** The car does what other profiles say */
  "DELETE /stations/{id}/set-points/{evse}": { path: { id: string; evse: number }; answer: Record<string, never> };
  /** There shall be none any more */
  "DELETE /stations/{id}/station-tariffs/{evse}": { path: { id: string; evse: number }; answer: Record<string, never> };
  /** Take a tariff away from a place; running sessions keep it */
  "DELETE /tariff-assignments/{id}": { path: { id: string }; answer: TariffAssignment };
  /** Remove a group that no account is in */
  "DELETE /token-groups/{id}": { path: { id: string }; answer: TokenGroup };
  /** Remove a token; sessions that used it keep it */
  "DELETE /tokens/{id}": { path: { id: string }; answer: Token };
  /** From now on they shall not */
  "DELETE /trust-anchors/{use}/{id}": { path: { id: string; use: "csms" | "manufacturer" | "v2g" | "mobilityOperator" | "oem" }; answer: Record<string, never> };
  /** Remove a user; what they did stays in the audit log */
  "DELETE /users/{id}": { path: { id: string }; answer: User };
  /** Somebody waits no more */
  "DELETE /waiting/{id}": { path: { id: string }; answer: WaitingEntry };
  /** Remove a webhook, with what it has not heard yet */
  "DELETE /webhooks/{id}": { path: { id: string }; answer: Webhook };
  /** What this CPO is */
  "GET /about": { answer: About };
  /** Who may charge where, by place; everybody with a valid token where there is none */
  "GET /access-policies": { query: { limit?: string; after?: string; place?: string }; answer: { items: AccessPolicy[]; next?: string } };
  /** The own account */
  "GET /account": { answer: Account };
  /** Where the account is signed in */
  "GET /account/logins": { query: { limit?: string; after?: string }; answer: { items: Login[]; next?: string } };
  /** Alerts in one state, newest first */
  "GET /alerts": { query: { limit?: string; after?: string; state?: "pending" | "open" | "acknowledged" | "cleared" }; answer: { items: Alert[]; next?: string } };
  /** List API keys, newest first */
  "GET /api-keys": { query: { limit?: string; after?: string }; answer: { items: ApiKey[]; next?: string } };
  /** Search the audit log, newest first */
  "GET /audit": { query: { limit?: string; after?: string; actor?: string; subject?: string; from?: string; to?: string }; answer: { items: AuditEntry[]; next?: string } };
  /** Walk the audit log and say whether it is as it was written */
  "GET /audit/verify": { answer: AuditVerdict };
  /** The revocation list of the built-in authority */
  "GET /authority/crl": { answer: Response };
  /** The root of the built-in authority, which stations shall trust */
  "GET /authority/root": { answer: Response };
  /** What was decided about a token, or at a station, newest first */
  "GET /authorization-decisions": { query: { limit?: string; after?: string; token?: string; stationId?: string; from?: string; to?: string }; answer: { items: AuthorizationDecision[]; next?: string } };
  /** Time that does not count, with its proof; entered last first */
  "GET /availability-exclusions": { query: { limit?: string; after?: string; from?: string; to?: string; locationId?: string }; answer: { items: ({ scope: AvailabilityScope; from: string; to: string; reason: "utilityOutage" | "vehicleFault" | "scheduledMaintenance" | "vandalism" | "naturalDisaster" | "closed" | "networkOutage" | "other"; evidence: string[]; id: string; by: string; enteredAt: string })[]; next?: string } };
  /** Names and addresses of customers and site owners */
  "GET /billing-parties": { query: { limit?: string; after?: string }; answer: { items: BillingParty[]; next?: string } };
  /** Who issues, as it is printed */
  "GET /billing-seller": { answer: { seller?: InvoiceParty } };
  /** Name, colour and logo */
  "GET /branding": { answer: Branding };
  /** Bulk orders, newest first */
  "GET /bulk-commands": { query: { limit?: string; after?: string }; answer: { items: Bulk[]; next?: string } };
  /** How far a bulk order is */
  "GET /bulk-commands/{id}": { path: { id: string }; answer: Bulk };
  /** The commands of a bulk order, by station */
  "GET /bulk-commands/{id}/commands": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: Command[]; next?: string } };
  /** Cases in one state, newest first */
  "GET /cases": { query: { limit?: string; after?: string; state?: "open" | "working" | "closed"; stationId?: string }; answer: { items: Case[]; next?: string } };
  /** List charge records, newest first */
  "GET /cdrs": { query: { session?: string; location?: string; party?: string; customer?: string; token?: string; contract?: string; currency?: string; state?: "standing" | "credited" | "credit" | "parked"; from?: string; to?: string; time?: "issued" | "ended"; least?: string; most?: string; limit?: string; after?: string }; answer: { items: CdrSummary[]; next?: string } };
  /** The charge records of a filter as CSV */
  "GET /cdrs.csv": { query: { session?: string; location?: string; party?: string; customer?: string; token?: string; contract?: string; currency?: string; state?: "standing" | "credited" | "credit" | "parked"; from?: string; to?: string; time?: "issued" | "ended"; least?: string; most?: string }; answer: Response };
  /** The sums of a filter by month, newest first */
  "GET /cdrs/months": { query: { location?: string; party?: string; customer?: string; token?: string; contract?: string; currency?: string; state?: "standing" | "credited" | "credit"; from?: string; to?: string; time?: "issued" | "ended"; least?: string; most?: string; limit?: string; after?: string }; answer: { items: Month[]; next?: string; complete: boolean } };
  /** One charge record, its price explained line by line */
  "GET /cdrs/{id}": { path: { id: string }; answer: Cdr };
  /** How the partners that hear of it stand with it */
  "GET /cdrs/{id}/deliveries": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: CdrDelivery[]; next?: string } };
  /** Certificates of stations, the one that ends next first */
  "GET /certificates": { query: { limit?: string; after?: string }; answer: { items: StationCertificate[]; next?: string } };
  /** How the locations that share their power do so */
  "GET /charging": { query: { limit?: string; after?: string; locationId?: string }; answer: { items: Site[]; next?: string } };
  /** One command */
  "GET /commands/{id}": { path: { id: string }; answer: Command };
  /** Stations that are not set as they shall be */
  "GET /configuration-drift": { query: { limit?: string; after?: string }; answer: { items: ConfigurationState[]; next?: string } };
  /** How stations shall be set */
  "GET /configuration-templates": { query: { limit?: string; after?: string }; answer: { items: ConfigurationTemplate[]; next?: string } };
  /** Unknown identities that tried to connect, latest first */
  "GET /connection-attempts": { query: { limit?: string; after?: string }; answer: { items: ConnectionAttempt[]; next?: string } };
  /** Whether a station connects, and what keeps it from it */
  "GET /connection-check": { query: { identity: string }; answer: ConnectionCheck };
  /** Drivers and companies by name */
  "GET /drivers": { query: { limit?: string; after?: string; q?: string; group?: string }; answer: { items: DriverSummary[]; next?: string } };
  /** One account with its tokens and contracts */
  "GET /drivers/{id}": { path: { id: string }; answer: Driver };
  /** Points and vouchers of an account */
  "GET /drivers/{id}/rewards": { path: { id: string }; answer: Rewards };
  /** Live events (SSE): hello, station, session, cdr, energy, job, attention */
  "GET /events": { answer: Response };
  /** Campaigns, newest first */
  "GET /firmware-campaigns": { query: { limit?: string; after?: string }; answer: { items: FirmwareCampaign[]; next?: string } };
  /** How far a run is */
  "GET /invoice-runs/{id}": { path: { id: string }; answer: InvoiceRun };
  /** Invoices, credit notes and receipts, newest first */
  "GET /invoices": { query: { customer?: string; limit?: string; after?: string }; answer: { items: InvoiceSummary[]; next?: string } };
  /** All documents as CSV for the journal of an accountant */
  "GET /invoices.csv": { answer: Response };
  /** One document with its lines */
  "GET /invoices/{id}": { path: { id: string }; answer: Invoice };
  /** Its lines with the session of each, as CSV */
  "GET /invoices/{id}/lines.csv": { path: { id: string }; answer: Response };
  /** One document as it is printed */
  "GET /invoices/{id}/pdf": { path: { id: string }; query: { language?: "en" | "de" | "fr" | "nl" | "es" }; answer: Response };
  /** Letters to drivers that were kept here instead of being sent, newest first */
  "GET /kept-mails": { query: { limit?: string; after?: string }; answer: { items: KeptMail[]; next?: string } };
  /** How the local lists of stations stand */
  "GET /local-lists": { query: { limit?: string; after?: string; state?: "synced" | "unknown" | "unsupported" }; answer: { items: LocalList[]; next?: string } };
  /** List locations */
  "GET /locations": { query: { limit?: string; after?: string }; answer: { items: Location[]; next?: string } };
  /** One location */
  "GET /locations/{id}": { path: { id: string }; answer: Location };
  /** What decides who may charge at a location */
  "GET /locations/{id}/access-policies": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: AccessPolicy[]; next?: string } };
  /** How the power of a location is shared among its cars, and why */
  "GET /locations/{id}/charging": { path: { id: string }; answer: Site };
  /** Limits that come again each week, and those of some dates */
  "GET /locations/{id}/charging/calendar": { path: { id: string }; answer: LimitCalendar };
  /** On which terms guests, staff and tenants charge */
  "GET /locations/{id}/charging/classes": { path: { id: string }; answer: DriverClasses };
  /** Plan the day that is expected from the roster and from who usually comes; changes nothing */
  "GET /locations/{id}/charging/day-ahead": { path: { id: string }; query: { day?: string }; answer: DayAhead };
  /** The highest power of this month, and what it costs */
  "GET /locations/{id}/charging/demand": { path: { id: string }; answer: Demand };
  /** Where the power of a location comes from and goes to now */
  "GET /locations/{id}/charging/energy": { path: { id: string }; answer: Energy };
  /** How much less and more a location can take, and for how long, without any car missing its target */
  "GET /locations/{id}/charging/flexibility": { path: { id: string }; query: { longestMinutes?: string }; answer: Flexibility };
  /** What is expected of PV, building and prices, and who says so */
  "GET /locations/{id}/charging/forecast": { path: { id: string }; answer: Forecast };
  /** To whom a location reports what it took */
  "GET /locations/{id}/charging/reporting": { path: { id: string }; answer: Reporting };
  /** The vehicles that are expected, in the order of their arrival */
  "GET /locations/{id}/charging/roster": { path: { id: string }; query: { limit?: string; after?: string; from?: string }; answer: { items: RosterEntryView[]; next?: string } };
  /** Every set-point that was sent to the charging points of a location, newest first, with why and what became of it */
  "GET /locations/{id}/charging/set-points": { path: { id: string }; query: { evse?: string; from?: string; to?: string; limit?: string; after?: string }; answer: { items: RecordedSetPoint[]; next?: string } };
  /** The set-points of a location as CSV, newest first */
  "GET /locations/{id}/charging/set-points.csv": { path: { id: string }; query: { evse?: string; from?: string; to?: string }; answer: Response };
  /** What grid and market say of a location, by who says it */
  "GET /locations/{id}/charging/signals": { path: { id: string }; answer: { sources: SignalSource[] } };
  /** The limits of a location that shares its power, as a tree */
  "GET /locations/{id}/charging/wiring": { path: { id: string }; answer: Wiring };
  /** QR codes of its EVSEs to print: all, those of a station, or one */
  "GET /locations/{id}/labels": { path: { id: string }; query: { stationId?: string; evseId?: string; perPage?: "1" | "2" | "6" | "12" | "24" }; answer: Response };
  /** Whether a location is open now, and until when */
  "GET /locations/{id}/opening": { path: { id: string }; answer: Opening };
  /** Who waits at a location, longest first */
  "GET /locations/{id}/waiting": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: WaitingEntry[]; next?: string } };
  /** The file that came */
  "GET /logs/{id}/file": { path: { id: string }; answer: Response };
  /** What charging earns, and what points are worth */
  "GET /loyalty-rules": { answer: { rules?: LoyaltyRules } };
  /** Planned work, latest first */
  "GET /maintenance-windows": { query: { limit?: string; after?: string; from?: string; to?: string; locationId?: string }; answer: { items: MaintenanceWindow[]; next?: string } };
  /** What needs a person now, and how it is going */
  "GET /overview": { query: { timeZone?: string; limit?: string }; answer: Overview };
  /** Long work with partners, latest first */
  "GET /partner-jobs": { query: { limit?: string; after?: string; partner?: string }; answer: { items: PartnerJob[]; next?: string } };
  /** How far a job is, and what came of it */
  "GET /partner-jobs/{id}": { path: { id: string }; answer: PartnerJob };
  /** Roaming partners */
  "GET /partners": { query: { limit?: string; after?: string; status?: "invited" | "registering" | "connected" | "suspended" | "removed" }; answer: { items: Partner[]; next?: string } };
  /** One partner */
  "GET /partners/{id}": { path: { id: string }; answer: Partner };
  /** Commands to a partner, newest first */
  "GET /partners/{id}/commands": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: PartnerCommand[]; next?: string } };
  /** The last report */
  "GET /partners/{id}/conformance": { path: { id: string }; answer: { report?: PartnerConformance } };
  /** What the partner is still to hear, and what it refuses */
  "GET /partners/{id}/deliveries": { path: { id: string }; answer: PartnerDeliveries };
  /** What the partner refuses: tried again when it changes, or on demand */
  "GET /partners/{id}/deliveries/parked": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: PartnerParked[]; next?: string } };
  /** What the partner told us, newest first */
  "GET /partners/{id}/objects/{module}": { path: { id: string; module: "locations" | "tariffs" | "sessions" | "cdrs" | "tokens" }; query: { limit?: string; after?: string }; answer: { items: PartnerObject[]; next?: string } };
  /** Payments, newest first */
  "GET /payments": { query: { state?: "requiresAuth" | "authorised" | "captured" | "released" | "partiallyRefunded" | "refunded" | "disputed" | "declined"; limit?: string; after?: string }; answer: { items: Payment[]; next?: string } };
  /** All payments as CSV */
  "GET /payments.csv": { answer: Response };
  /** One payment with every step */
  "GET /payments/{id}": { path: { id: string }; answer: Payment };
  /** What was agreed with payees beside their shares */
  "GET /payout-terms": { query: { limit?: string; after?: string }; answer: { items: PayoutTerms[]; next?: string } };
  /** Who is signed in, and their account */
  "GET /public/account": { answer: DriverSession };
  /** Charges that are over, newest first */
  "GET /public/account/charges": { query: { limit?: string; after?: string }; answer: { items: DriverPastCharge[]; next?: string } };
  /** All that is kept of the account, to take along */
  "GET /public/account/export": { answer: Record<string, unknown> };
  /** Invoices and credit notes, newest first */
  "GET /public/account/invoices": { query: { limit?: string; after?: string }; answer: { items: DriverInvoice[]; next?: string } };
  /** One document as it is printed */
  "GET /public/account/invoices/{id}/pdf": { path: { id: string }; query: { language?: "en" | "de" | "fr" | "nl" | "es" }; answer: Response };
  /** What one can subscribe to */
  "GET /public/account/plans": { query: { limit?: string; after?: string }; answer: { items: DriverPlan[]; next?: string } };
  /** Points and vouchers */
  "GET /public/account/rewards": { answer: Rewards };
  /** What charges now, by card or from the page */
  "GET /public/account/running": { query: { limit?: string; after?: string }; answer: { items: DriverRunningCharge[]; next?: string } };
  /** The charging points and locations that the driver waits for */
  "GET /public/account/waits": { answer: DriverWaits };
  /** How a charge stands: energy, time, cost so far */
  "GET /public/charges/{id}": { path: { id: string }; answer: Charge };
  /** The receipt as PDF, once the amount is captured */
  "GET /public/charges/{id}/receipt": { path: { id: string }; query: { language?: "en" | "de" | "fr" | "nl" | "es" }; answer: Response };
  /** One EVSE, as its QR code names it: what it is now and what it costs */
  "GET /public/evses/{id}": { path: { id: string }; query: { language?: string }; answer: PublicEvse };
  /** What a usual charge costs now, and what is reserved for it */
  "GET /public/evses/{id}/offer": { path: { id: string }; answer: PublicOffer };
  /** Find locations: near a place, by plug, power, opening, access and what is free */
  "GET /public/locations": { query: { near?: string; within?: string; power?: string; standard?: string; available?: "true" | "false"; open?: "true" | "false"; accessible?: "true" | "false"; q?: string; limit?: string; after?: string }; answer: { items: PublicPlace[]; next?: string } };
  /** One location with its EVSEs, what they are now and what they cost */
  "GET /public/locations/{id}": { path: { id: string }; query: { language?: string }; answer: PublicLocation };
  /** The service that draws maps here, where one is set */
  "GET /public/map": { answer: PublicMap };
  /** All published locations as OCPI has them, with the state of every EVSE; paged by the headers Link and X-Limit as in OCPI */
  "GET /public/ocpi/{version}/locations": { path: { version: "2.1.1" | "2.2.1" | "2.3.0" }; query: { limit?: string; after?: string }; answer: OpenData };
  /** How drivers rated their charges, newest first */
  "GET /ratings": { query: { limit?: string; after?: string }; answer: { items: DriverRating[]; next?: string } };
  /** What was tried at EVSEs that were stuck, latest first */
  "GET /recoveries": { query: { limit?: string; after?: string }; answer: { items: Recovery[]; next?: string } };
  /** What each step has brought so far */
  "GET /recovery-statistics": { answer: RecoveryStatistics };
  /** Secrets with which stations register themselves */
  "GET /registration-tokens": { query: { limit?: string; after?: string }; answer: { items: RegistrationToken[]; next?: string } };
  /** Runs of all schedules or of one, latest first */
  "GET /report-runs": { query: { limit?: string; after?: string; schedule?: string }; answer: { items: ReportRun[]; next?: string } };
  /** One run */
  "GET /report-runs/{id}": { path: { id: string }; answer: ReportRun };
  /** What it came to */
  "GET /report-runs/{id}/file": { path: { id: string }; answer: Response };
  /** Reports that are made by themselves */
  "GET /report-schedules": { query: { limit?: string; after?: string }; answer: { items: ReportSchedule[]; next?: string } };
  /** One schedule */
  "GET /report-schedules/{id}": { path: { id: string }; answer: ReportSchedule };
  /** A report as a table */
  "GET /report-tables/{report}": { path: { report: string }; query: { from?: string; to?: string; timeZone?: string; location?: string }; answer: ReportTable };
  /** A report as CSV */
  "GET /report-tables/{report}/csv": { path: { report: string }; query: { from?: string; to?: string; timeZone?: string; location?: string }; answer: Response };
  /** A report as PDF */
  "GET /report-tables/{report}/pdf": { path: { report: string }; query: { from?: string; to?: string; timeZone?: string; location?: string; language?: "en" | "de" }; answer: Response };
  /** Availability and session success of EVSEs and locations in a period */
  "GET /reports/availability": { query: { from: string; to: string; locationId?: string }; answer: AvailabilityReport };
  /** The same as CSV */
  "GET /reports/availability.csv": { query: { from: string; to: string; locationId?: string }; answer: Response };
  /** Usage, energy, revenue and carbon by month, location and hour of the week */
  "GET /reports/usage": { query: { from?: string; to?: string; location?: string }; answer: UsageReport };
  /** The locations of the same report as CSV */
  "GET /reports/usage.csv": { query: { from?: string; to?: string; location?: string }; answer: Response };
  /** Reservations, newest first */
  "GET /reservations": { query: { limit?: string; after?: string }; answer: { items: Reservation[]; next?: string } };
  /** Who shares the revenue of which location */
  "GET /revenue-agreements": { query: { limit?: string; after?: string }; answer: { items: RevenueAgreement[]; next?: string } };
  /** Security events of all stations, newest first */
  "GET /security-events": { query: { limit?: string; after?: string }; answer: { items: SecurityEvent[]; next?: string } };
  /** Who is signed in, and how to sign in */
  "GET /session": { answer: SessionState };
  /** List sessions, newest start first */
  "GET /sessions": { query: { state?: "running" | "ended" | "pending" | "cancelled" | "invalid" | "suspect" | "unpriced"; station?: string; location?: string; token?: string; from?: string; to?: string; limit?: string; after?: string }; answer: { items: Session[]; next?: string } };
  /** The sessions of a filter as CSV, newest first */
  "GET /sessions.csv": { query: { state?: "running" | "ended" | "pending" | "cancelled" | "invalid" | "suspect" | "unpriced"; station?: string; location?: string; token?: string; from?: string; to?: string }; answer: Response };
  /** The sums of the last months, newest first */
  "GET /sessions/months": { query: { months?: string; location?: string; station?: string; limit?: string; after?: string }; answer: { items: Month[]; next?: string } };
  /** One session */
  "GET /sessions/{id}": { path: { id: string }; answer: Session };
  /** Every set-point that was sent for a session, newest first: why this power at that time */
  "GET /sessions/{id}/charging/set-points": { path: { id: string }; query: { from?: string; to?: string; limit?: string; after?: string }; answer: { items: RecordedSetPoint[]; next?: string } };
  /** The price so far, or at the end */
  "GET /sessions/{id}/cost": { path: { id: string }; answer: Cost };
  /** Everything that happened in a session, and what it changed, newest first */
  "GET /sessions/{id}/journal": { path: { id: string }; query: { limit?: string; after?: string }; answer: JournalPage };
  /** How its price comes about, line by line: of the record that stands, or so far */
  "GET /sessions/{id}/price": { path: { id: string }; answer: Price };
  /** Its meter readings: all of them, or a page where a limit is given */
  "GET /sessions/{id}/readings": { path: { id: string }; query: { limit?: string; after?: string }; answer: Readings };
  /** The settings of this CPO */
  "GET /settings": { answer: Settings };
  /** Silences that hold, those that end first at the front */
  "GET /silences": { query: { limit?: string; after?: string }; answer: { items: Silence[]; next?: string } };
  /** Statements, newest first */
  "GET /statements": { query: { payee?: string; limit?: string; after?: string }; answer: { items: PayoutStatement[]; next?: string } };
  /** All statements as CSV */
  "GET /statements.csv": { answer: Response };
  /** One statement with its sums by kind, and how far its payment is */
  "GET /statements/{id}": { path: { id: string }; answer: PayoutStatementDetails };
  /** The sessions that a statement is made of, as CSV */
  "GET /statements/{id}/lines.csv": { path: { id: string }; answer: Response };
  /** One statement as it is printed */
  "GET /statements/{id}/pdf": { path: { id: string }; query: { language?: "en" | "de" | "fr" | "nl" | "es" }; answer: Response };
  /** List stations */
  "GET /stations": { query: { limit?: string; after?: string; search?: string; state?: "online" | "offline" | "planned" | "retired"; protocol?: "1.6" | "2.0.1" | "2.1"; locationId?: string }; answer: { items: Station[]; next?: string } };
  /** One station */
  "GET /stations/{id}": { path: { id: string }; answer: Station };
  /** Battery swaps of a station */
  "GET /stations/{id}/battery-swaps": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: BatterySwap[]; next?: string } };
  /** Commands of a station, newest first */
  "GET /stations/{id}/commands": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: Command[]; next?: string } };
  /** How a station stands to its templates */
  "GET /stations/{id}/configuration": { path: { id: string }; answer: { state?: ConfigurationState } };
  /** What a station was asked about customers */
  "GET /stations/{id}/customer-information": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: CustomerInformation[]; next?: string } };
  /** What a station told of itself: components and variables, or the keys of 1.6 */
  "GET /stations/{id}/device-model": { path: { id: string }; answer: { components: DeviceComponent[] } };
  /** Texts on the screen of a station */
  "GET /stations/{id}/display-messages": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: DisplayMessage[]; next?: string } };
  /** What happened at a station, newest first */
  "GET /stations/{id}/events": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: StationEvent[]; next?: string } };
  /** Grid controls of a station, and grid events that it told */
  "GET /stations/{id}/grid": { path: { id: string }; answer: GridControls };
  /** How healthy a station is, and why */
  "GET /stations/{id}/health": { path: { id: string }; answer: Health };
  /** How the local list of a station stands */
  "GET /stations/{id}/local-list": { path: { id: string }; answer: { list?: LocalList } };
  /** Logs of a station, newest first */
  "GET /stations/{id}/logs": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: LogRequest[]; next?: string } };
  /** The latest messages of a station, newest first; passwords and tokens are hidden */
  "GET /stations/{id}/messages": { path: { id: string }; query: { limit?: string; after?: string; search?: string }; answer: { items: TracedMessage[]; next?: string } };
  /** The same as a file, oldest first, one message a line */
  "GET /stations/{id}/messages.jsonl": { path: { id: string }; query: { search?: string }; answer: Response };
  /** What a station watches, and what it last saw */
  "GET /stations/{id}/monitors": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: Monitor[]; next?: string } };
  /** Firmware that a local controller offers to the stations behind it */
  "GET /stations/{id}/published-firmware": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: PublishedFirmware[]; next?: string } };
  /** Certificates, trust and connection of a station */
  "GET /stations/{id}/security": { path: { id: string }; answer: StationSecurity };
  /** Security events of a station, newest first */
  "GET /stations/{id}/security-events": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: SecurityEvent[]; next?: string } };
  /** What cars that can give power shall do */
  "GET /stations/{id}/set-points": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: SetPoint[]; next?: string } };
  /** Tariffs that a station calculates with by itself */
  "GET /stations/{id}/station-tariffs": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: StationTariff[]; next?: string } };
  /** Work that waits at a station, and what failed */
  "GET /stations/{id}/tasks": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: StationTask[]; next?: string } };
  /** Plans that drivers can subscribe to */
  "GET /subscription-plans": { query: { limit?: string; after?: string }; answer: { items: SubscriptionPlan[]; next?: string } };
  /** One plan */
  "GET /subscription-plans/{id}": { path: { id: string }; answer: SubscriptionPlan };
  /** Whether a second person has to approve versions of tariffs */
  "GET /tariff-approval": { answer: TariffApprovalSetting };
  /** Proposed versions of tariffs, newest first */
  "GET /tariff-proposals": { query: { state?: "waiting" | "published" | "rejected"; limit?: string; after?: string }; answer: { items: TariffProposal[]; next?: string } };
  /** One proposed version */
  "GET /tariff-proposals/{id}": { path: { id: string }; answer: TariffProposal };
  /** The newest version of every tariff */
  "GET /tariffs": { query: { limit?: string; after?: string }; answer: { items: TariffVersion[]; next?: string } };
  /** One tariff with its versions and where it applies */
  "GET /tariffs/{id}": { path: { id: string }; answer: Tariff };
  /** The other CPOs of this process */
  "GET /tenants": { query: { limit?: string; after?: string }; answer: { items: Tenant[]; next?: string } };
  /** One CPO beside this one */
  "GET /tenants/{id}": { path: { id: string }; answer: Tenant };
  /** Groups of drivers, with what they pay and where rules name them */
  "GET /token-groups": { query: { limit?: string; after?: string }; answer: { items: TokenGroupDetails[]; next?: string } };
  /** List tokens */
  "GET /tokens": { query: { limit?: string; after?: string }; answer: { items: Token[]; next?: string } };
  /** One token */
  "GET /tokens/{id}": { path: { id: string }; answer: Token };
  /** Roots that stations shall trust, or shall not any more */
  "GET /trust-anchors": { query: { limit?: string; after?: string }; answer: { items: TrustAnchor[]; next?: string } };
  /** Messages that were acknowledged and could not be worked in */
  "GET /unprocessed-messages": { query: { limit?: string; after?: string }; answer: { items: UnprocessedMessage[]; next?: string } };
  /** List users */
  "GET /users": { query: { limit?: string; after?: string }; answer: { items: User[]; next?: string } };
  /** One user */
  "GET /users/{id}": { path: { id: string }; answer: User };
  /** Vouchers, newest first */
  "GET /vouchers": { query: { limit?: string; after?: string }; answer: { items: Voucher[]; next?: string } };
  /** One voucher */
  "GET /vouchers/{id}": { path: { id: string }; answer: Voucher };
  /** List webhooks */
  "GET /webhooks": { query: { limit?: string; after?: string }; answer: { items: Webhook[]; next?: string } };
  /** One webhook */
  "GET /webhooks/{id}": { path: { id: string }; answer: Webhook };
  /** Tries of the last week, newest first */
  "GET /webhooks/{id}/deliveries": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: WebhookTry[]; next?: string } };
  /** Deliveries that were given up and wait for a person */
  "GET /webhooks/{id}/parked": { path: { id: string }; query: { limit?: string; after?: string }; answer: { items: WebhookParked[]; next?: string } };
  /** Change, block or unblock an account; a new group goes to all its tokens */
  "PATCH /drivers/{id}": { path: { id: string }; body: DriverChange; answer: Driver };
  /** Change name, telephone, language and the address for invoices */
  "PATCH /public/account": { body: DriverAccountChange; answer: DriverSession };
  /** Block a card, or unblock it */
  "PATCH /public/account/cards/{id}": { path: { id: string }; body: DriverCardChange; answer: DriverAccount };
  /** Change, pause or resume it */
  "PATCH /report-schedules/{id}": { path: { id: string }; body: ReportScheduleChange; answer: ReportSchedule };
  /** Say how a running session shall be charged: mode, departure, energy, rank, or at once; what is absent stays */
  "PATCH /sessions/{id}/charging": { path: { id: string }; body: ChargingWish; answer: Charging };
  /** Change the settings of this CPO */
  "PATCH /settings": { body: SettingsChange; answer: Settings };
  /** Change, retire or re-key a station */
  "PATCH /stations/{id}": { path: { id: string }; body: StationChange; answer: StationWithPassword };
  /** Close a plan to new drivers, or open it again; contracts go on */
  "PATCH /subscription-plans/{id}": { path: { id: string }; body: SubscriptionPlanChange; answer: SubscriptionPlan };
  /** Change its host names, stop it or let it run again */
  "PATCH /tenants/{id}": { path: { id: string }; body: TenantChange; answer: Tenant };
  /** Change, block or unblock a token */
  "PATCH /tokens/{id}": { path: { id: string }; body: TokenChange; answer: Token };
  /** Change, block or unblock a user, or help one who lost password or second factor */
  "PATCH /users/{id}": { path: { id: string }; body: UserChange; answer: UserWithPassword };
  /** Withdraw a voucher, or let it be redeemed again; who has it keeps it */
  "PATCH /vouchers/{id}": { path: { id: string }; body: VoucherChange; answer: Voucher };
  /** Change address or topics */
  "PATCH /webhooks/{id}": { path: { id: string }; body: WebhookChange; answer: Webhook };
  /** Replace the password; all other logins end */
  "POST /account/password": { body: PasswordChange; answer: Account };
  /** Begin a second factor: a secret for an authenticator app */
  "POST /account/second-factor": { answer: { secret: string; secretAddress: string; secretImage: string } };
  /** Confirm the second factor by its first code */
  "POST /account/second-factor/confirm": { body: { code: string }; answer: { recoveryCodes: string[] } };
  /** Remove the second factor */
  "POST /account/second-factor/remove": { body: { password: string }; answer: Account };
  /** Say that you have it: no more reminders */
  "POST /alerts/acknowledge": { body: { id: string; text?: string }; answer: Alert };
  /** End it by hand; it opens again when it is seen again */
  "POST /alerts/clear": { body: { id: string; text?: string }; answer: Alert };
  /** Make an API key */
  "POST /api-keys": { body: ApiKeyDraft; answer: NewApiKey };
  /** Leave time out, with proof */
  "POST /availability-exclusions": { body: ExclusionRequest; answer: { id: string } };
  /** Send one command to many stations */
  "POST /bulk-commands": { body: BulkRequest; answer: Bulk };
  /** Stop a bulk order */
  "POST /bulk-commands/{id}/cancel": { path: { id: string }; answer: Bulk };
  /** Give it to somebody */
  "POST /cases/{id}/assign": { path: { id: string }; body: { text: string }; answer: Case };
  /** Close it, with what was done */
  "POST /cases/{id}/close": { path: { id: string }; body: { text: string }; answer: Case };
  /** Write a note */
  "POST /cases/{id}/notes": { path: { id: string }; body: { text: string }; answer: Case };
  /** Price its session again, by the same tariff version or another; where the money changed, the record is credited and a new one sealed */
  "POST /cdrs/{id}/correct": { path: { id: string }; body: CdrCorrection; answer: Cdr };
  /** Take a charge record back for good, for trouble that the driver had; what was paid is paid back */
  "POST /cdrs/{id}/credit": { path: { id: string }; body: CdrCreditReason; answer: Cdr };
  /** Offer it again to the partners that have refused it */
  "POST /cdrs/{id}/deliveries/retry": { path: { id: string }; body: { partner?: string }; answer: { retried: number } };
  /** The certificate is good no more: its station is cut off and asks for another one */
  "POST /certificates/{id}/revoke": { path: { id: string }; body: { reason: string }; answer: StationCertificate };
  /** Take back a command that waits for its station */
  "POST /commands/{id}/cancel": { path: { id: string }; answer: Command };
  /** Make an account for a driver or a company */
  "POST /drivers": { body: DriverDraft; answer: Driver };
  /** Turn points of an account into an amount, once for the id */
  "POST /drivers/{id}/points": { path: { id: string }; body: PointsRedemption; answer: Rewards };
  /** Give a token to an account: a new one, or one that nobody has */
  "POST /drivers/{id}/tokens": { path: { id: string }; body: DriverTokenDraft; answer: Token };
  /** Redeem a voucher for an account */
  "POST /drivers/{id}/vouchers": { path: { id: string }; body: VoucherRedemption; answer: Rewards };
  /** Update many stations in waves */
  "POST /firmware-campaigns": { body: FirmwareCampaignRequest; answer: FirmwareCampaign };
  /** Begin with no more stations */
  "POST /firmware-campaigns/{id}/cancel": { path: { id: string }; answer: FirmwareCampaign };
  /** Go on after a halt */
  "POST /firmware-campaigns/{id}/resume": { path: { id: string }; answer: FirmwareCampaign };
  /** Invoice a period for every customer; what is invoiced already is left alone */
  "POST /invoice-runs": { body: BillingRunRequest; answer: InvoiceRun };
  /** End a run between two customers; what is issued stays, and the same run again goes on */
  "POST /invoice-runs/{id}/cancel": { path: { id: string }; answer: InvoiceRun };
  /** Take an invoice back by a credit note; the next run bills its sessions anew */
  "POST /invoices/{id}/credit": { path: { id: string }; body: CreditReason; answer: Invoice };
  /** Tokens were changed outside: bring lists in line, and let stations forget what they cached of these */
  "POST /local-lists/sync": { body: { tokens: string[] }; answer: Record<string, never> };
  /** Add a location */
  "POST /locations": { body: Location; answer: Location };
  /** What meters, PV and batteries of a location say, every few seconds; not written into the audit log */
  "POST /locations/{id}/charging/readings": { path: { id: string }; body: SiteReadings; answer: Energy };
  /** What is wrong with a roster as CSV, line by line; keeps nothing */
  "POST /locations/{id}/charging/roster/check": { path: { id: string }; body: RosterCheck; answer: RosterChecked };
  /** The callback of a subscription to events of OpenADR 3: limits in kW, levels, prices and CO₂ */
  "POST /locations/{id}/charging/signals/openadr": { path: { id: string }; body: OpenAdrNotification; answer: SignalReceipt };
  /** A sign of life of an OSCP 2.0 provider; without one its fallback capacity counts */
  "POST /locations/{id}/charging/signals/oscp/2.0/heartbeat": { path: { id: string }; body: OscpHeartbeat; answer: Response };
  /** The capacity forecast of an OSCP 2.0 provider; replaces its former one of the same type and group */
  "POST /locations/{id}/charging/signals/oscp/2.0/update_group_capacity_forecast": { path: { id: string }; body: OscpForecast; answer: Response };
  /** Plan a day with another connection or other cars; changes nothing */
  "POST /locations/{id}/charging/what-if": { path: { id: string }; body: WhatIf; answer: DayPlan };
  /** Let somebody wait for a free EVSE */
  "POST /locations/{id}/waiting": { path: { id: string }; body: { token: string }; answer: { outcome: "free" | "waiting"; entry?: WaitingEntry; place?: number; free?: { stationId: string; evse: number }[] } };
  /** Announce work before it begins: it does not count as an outage */
  "POST /maintenance-windows": { body: MaintenanceRequest; answer: MaintenanceWindow };
  /** Put a parked delivery back in line */
  "POST /parked/{id}/retry": { path: { id: string }; body: ParkedRetry; answer: { id: string } };
  /** End a job that runs; what it did stays */
  "POST /partner-jobs/{id}/cancel": { path: { id: string }; answer: PartnerJob };
  /** Register with a partner that gave us its versions URL and token A */
  "POST /partners": { body: PartnerRegistration; answer: Partner };
  /** Let a partner register with us: makes token A for it */
  "POST /partners/invitations": { body: PartnerInvitation; answer: PartnerInvitationIssued };
  /** Command a station of a partner for one of our drivers */
  "POST /partners/{id}/commands": { path: { id: string }; body: PartnerCommandRequest; answer: PartnerCommand };
  /** Try the partner's endpoint against the rules; reads only, unless `write` */
  "POST /partners/{id}/conformance": { path: { id: string }; body: { write?: boolean }; answer: PartnerJob };
  /** Try again what is parked */
  "POST /partners/{id}/deliveries/retry": { path: { id: string }; body: PartnerRetry; answer: { retried: number } };
  /** Fetch what changed at the partner; with `full` everything */
  "POST /partners/{id}/objects/{module}/pull": { path: { id: string; module: "locations" | "tariffs" | "sessions" | "cdrs" | "tokens" }; body: { full?: boolean }; answer: PartnerJob };
  /** Fetch what changed in every module that the partner offers; with `full` everything */
  "POST /partners/{id}/pull": { path: { id: string }; body: { full?: boolean }; answer: PartnerJob };
  /** Ask again what the partner offers, and whether it still takes our token */
  "POST /partners/{id}/refresh": { path: { id: string }; answer: Partner };
  /** Go on with a registration that was interrupted, or with a partner that is suspended */
  "POST /partners/{id}/resume": { path: { id: string }; answer: Partner };
  /** Tell the partner everything again */
  "POST /partners/{id}/resync": { path: { id: string }; answer: PartnerJob };
  /** Exchange new tokens */
  "POST /partners/{id}/rotate": { path: { id: string }; answer: Partner };
  /** Answer it 401 and send nothing, until it is resumed */
  "POST /partners/{id}/suspend": { path: { id: string }; answer: Partner };
  /** Pay everything back: the charge record is credited, and the money follows it */
  "POST /payments/{id}/refund": { path: { id: string }; body: RefundReason; answer: Payment };
  /** Try once more what the payment service refused */
  "POST /payments/{id}/retry": { path: { id: string }; answer: Payment };
  /** Say that a card is yours; hold it at a station within the hour to show it */
  "POST /public/account/cards": { body: DriverCardDraft; answer: DriverAccount };
  /** Open a charge that the account pays; start it as one that is paid by card */
  "POST /public/account/charges": { body: AccountCharge; answer: { charge: Charge; secret: string } };
  /** Pay an invoice by the saved means of payment, after one was declined */
  "POST /public/account/invoices/{id}/pay": { path: { id: string }; answer: DriverInvoice };
  /** Send a sign-in code by e-mail; the answer is the same whether or not there is an account */
  "POST /public/account/letters": { body: SignInLetterRequest; answer: SignInLetter };
  /** Begin to save a means of payment, on the page of the payment service */
  "POST /public/account/method-setups": { answer: PaymentMethodSetup };
  /** What became of it: the payment service is asked, whatever the browser brings back */
  "POST /public/account/method-setups/{id}/look": { path: { id: string }; answer: { setup: PaymentMethodSetup; account: DriverAccount } };
  /** Turn points into an amount that lowers the next invoices, once for the id */
  "POST /public/account/points": { body: PointsRedemption; answer: Rewards };
  /** End a charge of the account */
  "POST /public/account/running/{id}/stop": { path: { id: string }; answer: Record<string, never> };
  /** Sign in with the code or the link; who has no account gets one */
  "POST /public/account/session": { body: DriverProof; answer: DriverSession };
  /** Redeem a voucher: it lowers the next invoices */
  "POST /public/account/vouchers": { body: VoucherRedemption; answer: Rewards };
  /** Reserve an amount for a charge at the price that is shown now */
  "POST /public/charges": { body: ChargeRequest; answer: OpenedCharge };
  /** Say how it was */
  "POST /public/charges/{id}/rating": { path: { id: string }; body: Rating; answer: Charge };
  /** Let the station begin; plug in first */
  "POST /public/charges/{id}/start": { path: { id: string }; answer: Charge };
  /** End the charge, or give it up before it begins */
  "POST /public/charges/{id}/stop": { path: { id: string }; answer: Charge };
  /** What somebody does on the payment page of the demonstration; there is none elsewhere */
  "POST /public/demo-payment-pages/{id}": { path: { id: string }; body: DemoPaymentDecision; answer: { returnUrl: string } };
  /** Tell that something is wrong with an EVSE: by its uid, or by the number that is written on it */
  "POST /public/evses/{id}/reports": { path: { id: string }; body: FaultForm; answer: { message: string } };
  /** Notifications of the payment service, which are checked for being genuine */
  "POST /public/payments/notifications": { answer: { applied: number; ignored: number } };
  /** Take no more steps */
  "POST /recoveries/{id}/abort": { path: { id: string }; answer: Recovery };
  /** Make a secret: a station that connects with it as its password is entered */
  "POST /registration-tokens": { body: RegistrationTokenRequest; answer: { token: RegistrationToken; secret: string } };
  /** End a run that waits or goes on */
  "POST /report-runs/{id}/cancel": { path: { id: string }; answer: ReportRun };
  /** Have a report made every day, week or month */
  "POST /report-schedules": { body: ReportScheduleRequest; answer: ReportSchedule };
  /** Make it now, for the last whole day, week or month */
  "POST /report-schedules/{id}/run": { path: { id: string }; answer: ReportRun };
  /** Sign in: by name and password, or by the operator key */
  "POST /session": { body: SignIn; answer: SessionState };
  /** Bill a held or unpriced session again, after looking at it */
  "POST /sessions/{id}/bill": { path: { id: string }; body: Reason; answer: Session };
  /** Find a held session harmless, and bill it */
  "POST /sessions/{id}/clear": { path: { id: string }; body: Reason; answer: Session };
  /** Close a session in the books; the station is not told */
  "POST /sessions/{id}/close": { path: { id: string }; body: Reason; answer: Session };
  /** Declare a session not billable */
  "POST /sessions/{id}/reject": { path: { id: string }; body: Reason; answer: Session };
  /** Tell nobody about some alerts for a while */
  "POST /silences": { body: SilenceRequest; answer: { id: string } };
  /** Write the statements of a period for everybody who is paid; what has one already is left alone */
  "POST /statement-runs": { body: BillingRunRequest; answer: PayoutRun };
  /** Agree to a statement; again changes nothing */
  "POST /statements/{id}/approve": { path: { id: string }; answer: PayoutStatementDetails };
  /** Say that the money of an approved statement left; the same reference again changes nothing */
  "POST /statements/{id}/paid": { path: { id: string }; body: StatementPayment; answer: PayoutStatementDetails };
  /** Add a station */
  "POST /stations": { body: StationDraft; answer: StationWithPassword };
  /** Take a station into service: one that waits, is planned, or was refused as unknown */
  "POST /stations/adopt": { body: AdoptRequest; answer: { station: Station; password?: string } };
  /** Send one raw OCPP call, checked against the station's version */
  "POST /stations/{id}/call": { path: { id: string }; query: { queueForSeconds?: string }; body: CallRequest; answer: Command };
  /** Send a command */
  "POST /stations/{id}/commands": { path: { id: string }; query: { queueForSeconds?: string }; body: CommandRequest; answer: Command };
  /** Ask a station what it knows of a customer, or let it forget */
  "POST /stations/{id}/customer-information": { path: { id: string }; body: CustomerRequest; answer: CustomerInformation };
  /** Show a text, in place of the one with the same id */
  "POST /stations/{id}/display-messages": { path: { id: string }; body: DisplayRequest; answer: Command };
  /** Show it no more */
  "POST /stations/{id}/display-messages/{number}/remove": { path: { id: string; number: number }; answer: Command };
  /** Report a fault: opens a case, or joins the one that is open */
  "POST /stations/{id}/faults": { path: { id: string }; body: FaultReport; answer: Case };
  /** Fetch a log from a station */
  "POST /stations/{id}/logs": { path: { id: string }; body: { log: "diagnostics" | "security" }; answer: LogRequest };
  /** Ask for work at a station: done as soon as it is there, tried again while it fails */
  "POST /stations/{id}/maintain": { path: { id: string }; body: { kind: "readModel" | "configure" | "localList" | "clearCache" | "trust" | "renewCertificate" | "password" | "tariffs" | "setPoints" }; answer: { kind: "readModel" | "configure" | "localList" | "clearCache" | "trust" | "renewCertificate" | "password" | "tariffs" | "setPoints" } };
  /** Watch variables */
  "POST /stations/{id}/monitors": { path: { id: string }; body: { monitors: MonitorRequest[] }; answer: Command };
  /** Ask the station what it watches */
  "POST /stations/{id}/monitors/refresh": { path: { id: string }; answer: Command };
  /** Watch it no more */
  "POST /stations/{id}/monitors/{number}/clear": { path: { id: string; number: number }; answer: Command };
  /** Move a station to another security profile or address, with a way back */
  "POST /stations/{id}/move": { path: { id: string }; body: MoveRequest; answer: { state: string } };
  /** Let a local controller offer firmware to the stations behind it (2.x) */
  "POST /stations/{id}/published-firmware": { path: { id: string }; body: { location: string; checksum: string }; answer: Command };
  /** Offer it no more */
  "POST /stations/{id}/published-firmware/{checksum}/unpublish": { path: { id: string; checksum: string }; answer: Command };
  /** Try to bring an EVSE back now, the gentlest way first */
  "POST /stations/{id}/recoveries": { path: { id: string }; body: { evse: number }; answer: Recovery };
  /** Keep a place for a token */
  "POST /stations/{id}/reservations": { path: { id: string }; body: ReservationRequest; answer: Reservation };
  /** Cancel a reservation */
  "POST /stations/{id}/reservations/{number}/cancel": { path: { id: string; number: string }; answer: Reservation };
  /** Write a plan; what it costs and gives never changes */
  "POST /subscription-plans": { body: SubscriptionPlanDraft; answer: SubscriptionPlan };
  /** Let a tariff apply somewhere */
  "POST /tariff-assignments": { body: TariffAssignmentDraft; answer: TariffAssignment };
  /** Approve a version that somebody else proposed; it is in force from then on, or from its date */
  "POST /tariff-proposals/{id}/approve": { path: { id: string }; answer: TariffVersion };
  /** Reject a proposed version, or take one's own back */
  "POST /tariff-proposals/{id}/reject": { path: { id: string }; body: TariffRejection; answer: TariffProposal };
  /** Publish a new version of a tariff, or propose it where a second person has to approve */
  "POST /tariffs": { body: TariffDraft; answer: TariffVersion | TariffProposal };
  /** Check a tariff without publishing it */
  "POST /tariffs/check": { body: TariffDraft; answer: TariffCheck };
  /** Price example sessions by a tariff without publishing it */
  "POST /tariffs/preview": { body: TariffPreviewRequest; answer: TariffPreview };
  /** Make a CPO beside this one, with an operator key of its own */
  "POST /tenants": { body: TenantDraft; answer: NewTenant };
  /** Add a token */
  "POST /tokens": { body: TokenDraft; answer: Token };
  /** From now on stations shall trust this root */
  "POST /trust-anchors": { body: { use: "csms" | "manufacturer" | "v2g" | "mobilityOperator" | "oem"; certificate: string }; answer: TrustAnchor };
  /** Work one in after its cause was removed */
  "POST /unprocessed-messages/reprocess": { body: { id: string }; answer: { outcome: "processed" | "failed" } };
  /** Add a user, with a password for the first sign-in */
  "POST /users": { body: UserDraft; answer: UserWithPassword };
  /** Write a voucher */
  "POST /vouchers": { body: VoucherDraft; answer: Voucher };
  /** Add a webhook */
  "POST /webhooks": { body: WebhookDraft; answer: WebhookWithSecret };
  /** Put everything that is parked back in line */
  "POST /webhooks/{id}/retry": { path: { id: string }; answer: { retried: number } };
  /** Make a new secret; the one before signs too for a day */
  "POST /webhooks/{id}/rotate": { path: { id: string }; answer: WebhookWithSecret };
  /** Send a test delivery now */
  "POST /webhooks/{id}/test": { path: { id: string }; answer: WebhookTry };
  /** Say who may charge at a place, and when; in place of what was said before */
  "PUT /access-policies": { body: AccessPolicyDraft; answer: AccessPolicy };
  /** Set the name and address of a customer or site owner, as printed from now on */
  "PUT /billing-parties": { body: BillingParty; answer: BillingParty };
  /** Say who issues documents from now on */
  "PUT /billing-seller": { body: InvoiceParty; answer: InvoiceParty };
  /** Say how some stations shall be set; they are looked at when they boot next, or by maintain */
  "PUT /configuration-templates/{id}": { path: { id: string }; body: ConfigurationTemplateRequest; answer: ConfigurationTemplate };
  /** Subscribe an account to a plan; a contract that runs goes on until its end, and the new one follows */
  "PUT /drivers/{id}/subscription": { path: { id: string }; body: SubscriptionChoice; answer: Driver };
  /** Replace a location */
  "PUT /locations/{id}": { path: { id: string }; body: Location; answer: Location };
  /** Set the limits that come again each week; refused where stations on their own could pass one */
  "PUT /locations/{id}/charging/calendar": { path: { id: string }; body: LimitCalendar; answer: LimitCalendar };
  /** Set on which terms guests, staff and tenants charge; sessions that run keep theirs */
  "PUT /locations/{id}/charging/classes": { path: { id: string }; body: DriverClasses; answer: DriverClasses };
  /** Set what the highest power of a month costs, and its budget */
  "PUT /locations/{id}/charging/demand": { path: { id: string }; body: DemandBudget; answer: Demand };
  /** Say what the building will take: as its meter usually says, by the hours of a week, or as a series; replaces what was said before */
  "PUT /locations/{id}/charging/forecast/building": { path: { id: string }; body: BuildingForecast; answer: Forecast };
  /** Say what a kWh from the grid will cost, hour by hour; replaces what was said before */
  "PUT /locations/{id}/charging/forecast/prices": { path: { id: string }; body: PriceForecast; answer: Forecast };
  /** Say what the PV will give: by its size and the course of the sun, or as a series; replaces what was said before */
  "PUT /locations/{id}/charging/forecast/pv": { path: { id: string }; body: PvForecast; answer: Forecast };
  /** Set limits for a time, e.g. what the grid operator asks for; replaces all that were set before */
  "PUT /locations/{id}/charging/limits": { path: { id: string }; body: { limits: TimedLimit[] }; answer: Wiring };
  /** Report every quarter hour: usage per event to OpenADR 3, measurements to OSCP 2.0, which is also asked for capacity that cars lack; who is absent hears nothing any more */
  "PUT /locations/{id}/charging/reporting": { path: { id: string }; body: ReportingChange; answer: Reporting };
  /** Add expected vehicles, as JSON or CSV, or replace those of the same id; sessions that run keep their terms */
  "PUT /locations/{id}/charging/roster": { path: { id: string }; body: RosterUpload; answer: { kept: number } };
  /** Dim the charging points as §14a EnWG allows the grid operator; replaces the order before */
  "PUT /locations/{id}/charging/signals/section-14a": { path: { id: string }; body: Dimming; answer: SignalReceipt };
  /** Change the tree of limits; refused where stations on their own could pass one */
  "PUT /locations/{id}/charging/wiring": { path: { id: string }; body: WiringChange; answer: Wiring };
  /** Say what charging earns, for charge records from now on */
  "PUT /loyalty-rules": { body: LoyaltyRules; answer: LoyaltyRules };
  /** Agree with a payee on a guarantee, a lease, a cap or a tax, for statements from now on */
  "PUT /payout-terms": { body: PayoutTerms; answer: PayoutTerms };
  /** Tell me once by e-mail when any charging point of this location with such a plug is free, within twelve hours */
  "PUT /public/account/location-waits/{id}": { path: { id: string }; body: DriverLocationWish; answer: DriverWaits };
  /** Subscribe to a plan, at once or after the one that runs */
  "PUT /public/account/subscription": { body: DriverSubscriptionChoice; answer: DriverAccount };
  /** Tell me once by e-mail when this charging point is free, within twelve hours */
  "PUT /public/account/waits/{id}": { path: { id: string }; answer: DriverWaits };
  /** Share the revenue of a location, for charge records from now on */
  "PUT /revenue-agreements": { body: RevenueAgreement; answer: RevenueAgreement };
  /** From now on the car shall take this power, or give it when it is below 0 */
  "PUT /stations/{id}/set-points/{evse}": { path: { id: string; evse: number }; body: SetPointRequest; answer: SetPoint };
  /** From now on this is the tariff of an EVSE: brought there and looked after */
  "PUT /stations/{id}/station-tariffs": { path: { id: string }; body: StationTariffRequest; answer: StationTariff };
  /** Ask for a second person, or no longer */
  "PUT /tariff-approval": { body: TariffApprovalSetting; answer: TariffApprovalSetting };
  /** Name a group, whether or not it is there */
  "PUT /token-groups": { body: TokenGroup; answer: TokenGroupDetails };
  /** Set the token with this value, whether or not it is there */
  "PUT /tokens": { body: TokenDraft; answer: Token };
}
