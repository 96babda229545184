import { largeCustomer } from "@/db/testing-volume";
import type { VolumeRead } from "./volume-read";

/** What staff see of usage; records and ticks have a volume of their own (server/usage/store). */
export const usageReads: VolumeRead[] = [
  ["use", (api, { hour }) => api.usage.providerSeries({ ...hour, machines: true })],
  ["use by service", (api, { hour }) => api.usage.providerSeries({ ...hour, groupBy: "service", machines: true })],
  ["use of a service", (api, { service, hour }) => api.usage.providerSeries({ ...hour, serviceId: service })],
  ["use, in outline", (api, { hour }) => api.usage.providerOutline(hour)],
  ["fates", (api, { hour }) => api.usage.providerFates({ ...hour, groupBy: "customer" })],
  ["fates by service", (api, { hour }) => api.usage.providerFates({ ...hour, groupBy: "service" })],
  ["first and last use", (api) => api.usage.providerHistories({})],
  ["use now", (api, { hour }) => api.usage.providerNow(hour)],
  ["records", (api) => api.usage.providerRecords({})],
  ["unassigned use", (api) => api.usage.unassigned()],
  ["batches", (api) => api.usage.batches({})],
  ["batches of a customer", (api) => api.usage.batches({ customerId: largeCustomer })],
  ["imports", (api) => api.usage.providerImports({})],
  ["imports of a customer", (api) => api.usage.providerImports({ customerId: largeCustomer })],
  ["rows of an import", (api) => api.usage.providerImportRows({ importId: "usage_imports_000005" })],
  ["authorities", (api) => api.usage.authorities({ customerId: largeCustomer })],
  ["current authorities", (api) => api.usage.currentAuthorities({})],
  ["current authorities of a customer", (api) => api.usage.currentAuthorities({ customerId: largeCustomer })],
];
