import { lastTickOf, tickMs, tickOf } from "../../ticks";

/** A share is cut after this many decimals beyond the quantity's own; what is cut off goes to the last tick. */
const extraDecimals = 9;

/**
 * What a store must do with a counter, in exact integers: it is split by time over the ticks it spans; the remainder
 * goes to the last tick, so the shares add up exactly.
 * @param quantity plain decimal, not negative; `start` null or equal to the end: all of it falls into the last tick.
 */
export function splitOverTicks(quantity: string, start: Date | null, end: Date): { tick: Date; share: string }[] {
  const last = lastTickOf(end);
  if (!start || tickOf(start).getTime() >= last.getTime()) return [{ tick: last, share: quantity }];
  const [whole = "0", fraction = ""] = quantity.split(".");
  const decimals = fraction.length + extraDecimals;
  const total = BigInt(whole + fraction.padEnd(decimals, "0"));
  const length = BigInt(end.getTime() - start.getTime());
  const shares: { tick: Date; share: string }[] = [];
  let given = 0n;
  for (let tick = tickOf(start).getTime(); tick < last.getTime(); tick += tickMs) {
    const spent = BigInt(tick + tickMs - Math.max(tick, start.getTime()));
    const share = (total * spent) / length;
    given += share;
    shares.push({ tick: new Date(tick), share: decimalOf(share, decimals) });
  }
  shares.push({ tick: last, share: decimalOf(total - given, decimals) });
  return shares;
}

function decimalOf(scaled: bigint, decimals: number): string {
  const digits = scaled.toString().padStart(decimals + 1, "0");
  const fraction = digits.slice(-decimals).replace(/0+$/, "");
  return fraction === "" ? digits.slice(0, -decimals) : `${digits.slice(0, -decimals)}.${fraction}`;
}
