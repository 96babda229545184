/** A record that can be ticked, since it counts. */
export type CorrectableRecord = {
  id: string;
  customerId: string;
  customerName: string;
  /** As the dialog lists it: meter, time and id. */
  name: string;
  endedAt: string;
  meter: string;
  quantity: string;
  /** What a unique count counts; null: the quantity counts. */
  value: string | null;
};
