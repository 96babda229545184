import type { Metadata } from "next";
import { notFound } from "next/navigation";

/** The address of one event's page: its number, `2031`, or `EV-2031` as it is written. */
export type EventParams = { params: Promise<{ number: string }> };

/** The number of the event that a page shows. Any other address is not found. */
export async function eventNumber({ params }: EventParams): Promise<number> {
  const found = /^(?:ev-)?(\d{1,9})$/i.exec(decodeURIComponent((await params).number))?.[1];
  if (!found || Number(found) === 0) notFound();
  return Number(found);
}

/** The title of that page. */
export async function eventMetadata(address: EventParams): Promise<Metadata> {
  return { title: `EV-${await eventNumber(address)}` };
}
