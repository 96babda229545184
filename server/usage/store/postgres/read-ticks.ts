import { sql } from "drizzle-orm";
import type { Context } from "../../../context";
import { Exact } from "../../../quantity";
import type { StoredTick, TickWindow } from "../use-over-time";
import { askedAlike, byPlace, ofWindow, windowsAsked } from "./many-windows";
import { narrowedTicks } from "./narrow-use";
import { firstSightings } from "./read-values";
import { namedBy } from "./reporter";

export async function windowTicks(ctx: Context, windows: readonly TickWindow[]): Promise<StoredTick[][]> {
  return askedAlike(
    windows,
    ({ kind }) => kind,
    async (some) => {
      const [{ kind }] = some as [TickWindow];
      if (kind === "unique") return Promise.all(some.map((window) => firstSightings(ctx, window)));
      type Row = { place: number; begins: number; reporter: string; cloud: string; overflow: boolean; value: string };
      const rows = await ctx.tx.execute<Row>(sql`
        select w.place, (extract(epoch from u.tick) * 1000)::float8 as begins, u.machine_id as reporter, u.cloud_id as cloud,
               u.overflow, trim_scale(u.${sql.raw(kind === "gauge" ? "last" : "sum")})::text as value
          from ${windowsAsked(some)} cross join lateral (select u.* from ${narrowedTicks({ ...ofWindow, kind })} offset 0) u
         order by w.place, u.tick, u.cloud_id, u.machine_id`);
      // Field by field: a rest of each of a month's thousands of rows takes ten times as long.
      const found = byPlace(some, rows, ({ begins, reporter, cloud, overflow, value }) => {
        const { machineId, source } = namedBy(reporter);
        return { tick: new Date(begins), machineId, source, cloudId: cloud, overflow, value };
      });
      return found.map(byMachine);
    },
  );
}

/** Rows in order, those of one machine and tick as one: series of it, which add up. */
function byMachine(rows: StoredTick[]): StoredTick[] {
  const ticks: StoredTick[] = [];
  let last: StoredTick | undefined;
  for (const row of rows) {
    const isSame =
      last?.machineId === row.machineId &&
      last.source === row.source &&
      last.cloudId === row.cloudId &&
      last.tick.getTime() === row.tick.getTime();
    if (last && isSame) last.value = new Exact(last.value).plus(row.value).toFixed();
    else {
      last = row;
      ticks.push(row);
    }
  }
  return ticks;
}
