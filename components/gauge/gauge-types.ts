/** The use of one host cloud by ordinary machines. Quantities are decimal strings. */
export interface GaugeSegment {
  cloud: string;
  label: string;
  /** From 1, in the order the clouds were added. */
  colorIndex: number;
  value: string;
  /** Behind the number in the legend: "+212 today". */
  note?: string;
}

/** The overflow machine, right of the bar: what it carries and how much it can carry. */
export interface GaugeOverflow {
  carried: string;
  capacity: string;
  machineName: string;
  cloudLabel: string;
  /** Its virtual resource: "bk1.large". */
  resource?: string;
  /** Under the tank: "active since 09:42". */
  note?: string;
}

/** What a gauge shows of one meter in one window. */
export interface GaugeData {
  meterLabel: string;
  unit: string;
  /** null: no limit is set, nothing is billed. */
  limit: string | null;
  /** Percent of the limit: "90". */
  threshold?: string | null;
  segments: GaugeSegment[];
  overflow?: GaugeOverflow | null;
  /** Above the limit and carried by nothing. */
  excess?: string;
  /** What the overflow and excess cost so far, formatted. */
  cost?: string;
}
