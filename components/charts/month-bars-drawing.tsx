"use client";
import { Bar, BarChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { cloudFill } from "@/components/ui/cloud-color";
import { currencyDigits, formatMoney, formatNumber } from "@/components/ui/format";
import { Swatch } from "@/components/ui/swatch";
import type { MonthBarsData } from "./chart-types";

const axisText = { fontSize: 11, className: "fill-ink-3" };
const numberText = (value: number) => formatNumber(value, { decimals: 2 });

/** The bars themselves. Use MonthBars, which loads them lazily. Pixels may round; the tooltip has the exact figures. */
export function MonthBarsDrawing({ height, series, months, currency }: MonthBarsData & { height: number }) {
  const whole = 10 ** currencyDigits(currency);
  const rows = months.map(({ month, values }) => ({
    month,
    values,
    ...Object.fromEntries(Object.entries(values).map(([key, minor]) => [`bar ${key}`, Number(minor) / whole])),
  }));
  return (
    <ResponsiveContainer width="100%" height={height} initialDimension={{ width: 1000, height }}>
      <BarChart data={rows} stackOffset="sign" margin={{ top: 12, right: 8, bottom: 0, left: 0 }} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis dataKey="month" tick={axisText} tickLine={false} axisLine={false} height={24} minTickGap={4} />
        <YAxis width={76} tick={axisText} tickLine={false} axisLine={false} tickFormatter={numberText} />
        <ReferenceLine y={0} stroke="var(--color-line-strong)" />
        {series.map((one) => (
          <Bar
            key={one.key}
            dataKey={`bar ${one.key}`}
            name={one.label}
            stackId="all"
            fill={cloudFill(one.colorIndex)}
            stroke="var(--color-surface)"
            maxBarSize={44}
            isAnimationActive={false}
          />
        ))}
        <Tooltip
          cursor={{ fill: "var(--color-sunken)" }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const row: (typeof rows)[number] | undefined = active ? payload?.[0]?.payload : undefined;
            if (!row) return null;
            const shown = series.filter(({ key }) => row.values[key] !== undefined);
            return (
              <div className="w-60 rounded-md bg-raised px-3 py-2.5 text-xs leading-4.5 shadow-pop">
                <b className="mb-1 block">{row.month}</b>
                {shown.map((one) => (
                  <p key={one.key} className="flex items-center gap-2">
                    <Swatch colorIndex={one.colorIndex} />
                    <span className="truncate">{one.label}</span>
                    <b className="ml-auto font-[600] whitespace-nowrap">
                      {formatMoney(row.values[one.key] ?? "0", currency)}
                    </b>
                  </p>
                ))}
              </div>
            );
          }}
        />
      </BarChart>
    </ResponsiveContainer>
  );
}
