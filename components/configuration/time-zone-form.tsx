"use client";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { formatDateTime } from "@/components/ui/format-time";
import { TextInput } from "@/components/ui/text-input";
import type { ZonePeriod } from "@/server/configuration/billing-zone";

const periodNames: Record<ZonePeriod["period"], string> = { day: "Days", week: "Weeks", month: "Months" };

/** The zone in which a customer's days, weeks and months begin, with a look at what another one would do. */
export function TimeZoneForm({
  customerId,
  timeZone,
  refusal,
}: {
  customerId: string;
  timeZone: string;
  refusal?: string;
}) {
  const [periods, setPeriods] = useState<ZonePeriod[]>([]);
  const [zone, setZone] = useState(timeZone);
  const { submit, errors, pending } = useWrite(useTRPC().customers.changeTimeZone.mutationOptions(), {
    fixed: { customerId },
    done: ({ stored }) => (stored ? "Time zone changed." : "Nothing is stored: this is what it would do."),
    onDone: (answer) => setPeriods(answer.periods),
  });
  const disabled = refusal !== undefined;
  return (
    <form onSubmit={submit} noValidate aria-label="Billing time zone" className="grid gap-3">
      <div className="flex flex-wrap items-end gap-3">
        <TextInput
          label="Time zone"
          name="timeZone"
          value={zone}
          onChange={({ target }) => {
            setZone(target.value);
            setPeriods([]);
          }}
          error={errors.timeZone}
          disabled={disabled}
          placeholder="Europe/Berlin"
          className="w-full sm:w-80"
        />
        <Button type="submit" name="preview" value="false" pending={pending} disabled={disabled} reason={refusal}>
          Change
        </Button>
        <Button type="submit" name="preview" value="true" pending={pending} disabled={disabled} reason={refusal}>
          Preview
        </Button>
      </div>
      <p className="text-xs text-ink-2">
        Days, weeks and months of limits and statements begin in it. Those that run now end as they began; the next ones
        end in the new zone. Past figures do not change.
      </p>
      {periods.length > 0 ? (
        <table className="w-full text-xs" aria-label="Periods with this time zone">
          <thead className="text-left text-ink-2">
            <tr>
              <th className="py-1 pr-4 font-medium">Period</th>
              <th className="py-1 pr-4 font-medium [overflow-wrap:anywhere]">Running ones end ({timeZone})</th>
              <th className="py-1 font-medium [overflow-wrap:anywhere]">The next ones end ({zone})</th>
            </tr>
          </thead>
          <tbody>
            {periods.map(({ period, running, next }) => (
              <tr key={period} className="border-t border-line">
                <th className="py-1 pr-4 text-left font-medium">{periodNames[period]}</th>
                <td className="py-1 pr-4">{formatDateTime(running.end, timeZone)}</td>
                <td className="py-1">{formatDateTime(next.end, zone)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </form>
  );
}
