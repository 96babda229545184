/** One area of the stack, from the bottom: a cloud, service or machine. */
export interface ChartSeries {
  key: string;
  label: string;
  /** From 1; for clouds the cloud's own color. */
  colorIndex: number;
}

/** The use in one tick. Quantities are decimal strings, by series; `at` is the tick's start as an ISO instant. */
export interface ChartPoint {
  at: string;
  values: Record<string, string>;
  /** Carried by overflow machines in this tick. */
  carried?: string;
  /** Above the limit and carried by nothing. */
  excess?: string;
  /** The use at the same time of the previous period. Points after now may have only this. */
  previous?: string;
}

/** A mark at the top of the chart that opens something. */
export interface ChartEvent {
  at: string;
  label: string;
  href: string;
  tone: "near" | "overflow" | "over";
}

/** The year below the chart; a part of it is shown. */
export interface ChartBrush {
  /** Evenly spaced, oldest first: days or weeks. */
  points: { at: string; value: string }[];
  from: string;
  to: string;
  /** Where a new range leads, with `{from}` and `{to}` as ISO instants: "/usage?from={from}&to={to}". */
  href: string;
}

export interface UsageChartData {
  /** Read out: "Storage by cloud, 1 to 21 Nov 2026". */
  label: string;
  unit: string;
  series: ChartSeries[];
  points: ChartPoint[];
  limit?: string | null;
  /** Percent of the limit. */
  threshold?: string | null;
  events?: ChartEvent[];
  from: string;
  to: string;
  /** The server's time; what is after it is the future, sunken. */
  now: string;
  zone: string;
  /** What one point shows: "15 min", "maximum of the hour". */
  grain: string;
  /** Points are whole days. */
  daily?: boolean;
  /** "October 2026" */
  previousLabel?: string;
  /** "All clouds", the name of the sum. */
  sumLabel?: string;
  brush?: ChartBrush;
}

/** Amounts of months in one currency, stacked: minor units as text, by series. */
export interface MonthBarsData {
  /** Read out: "Revenue by service". */
  label: string;
  currency: string;
  series: ChartSeries[];
  /** `month` as it is shown: "Nov". */
  months: { month: string; values: Record<string, string> }[];
}
