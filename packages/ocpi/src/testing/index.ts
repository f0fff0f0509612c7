/** Partners in one process, for tests: a mock CPO, eMSP and hub on the same server and client as the real ones. */
export { createMockCpo, type MockCpoOptions } from "./mock-cpo.ts";
export { createMockEmsp, type MockEmspOptions } from "./mock-emsp.ts";
export { createMockHub } from "./mock-hub.ts";
export { createMockNetwork, type MockNetwork } from "./mock-network.ts";
export { connectMocks, createMockPlatform, type MockPlatform, type MockPlatformOptions } from "./mock-platform.ts";
