import type { UsageStore } from "./port";
import { postgresStore } from "./postgres";

/** The store that this installation uses. */
export const usageStore: UsageStore = postgresStore;
