import { appendContract } from "./contract/append-contract";
import { dimensionsContract } from "./contract/dimensions-contract";
import { placesContract } from "./contract/places-contract";
import { recordsContract } from "./contract/records-contract";
import { rejudgeContract } from "./contract/rejudge-contract";
import { rollupsContract } from "./contract/rollups-contract";
import { sumsContract } from "./contract/sums-contract";
import { ticksContract } from "./contract/ticks-contract";
import { valuesContract } from "./contract/values-contract";
import { windowsContract } from "./contract/windows-contract";
import { withdrawContract } from "./contract/withdraw-contract";
import type { UsageStore } from "./port";

/** What every usage store must do, as tests on the process's database. Each test has customers of its own. */
export function usageStoreContract(store: UsageStore): void {
  appendContract(store);
  ticksContract(store);
  sumsContract(store);
  windowsContract(store);
  rollupsContract(store);
  placesContract(store);
  recordsContract(store);
  withdrawContract(store);
  rejudgeContract(store);
  valuesContract(store);
  dimensionsContract(store);
}
