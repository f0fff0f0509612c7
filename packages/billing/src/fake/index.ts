export { createFakeProvider, type FakeAccount, type FakeProvider, type FakeProviderOptions, type Movement, type ProviderFaults } from "./fake-provider.ts";
export type { PageDecision } from "./fake-method-pages.ts";
