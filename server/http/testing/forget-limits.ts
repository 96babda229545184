import { database } from "@/db";
import { ourLimiters } from "../limiters";

/** Nothing was counted yet, neither in the database nor in this process. */
export async function forgetLimits(): Promise<void> {
  await database().limitsSql`delete from request_limits`;
  ourLimiters().forget();
}
