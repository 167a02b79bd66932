export * from "./testing/builders.ts"
export * from "./testing/memory-wallet.ts"
export * from "./testing/wallet-host.ts"
export * from "./testing/zones.ts"
