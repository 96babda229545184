import type { z } from "zod";
import { readInstant } from "../../instant";
import { readQuantity } from "../../quantity";
import { cloudEvent, countedValue, quantityMissing, type UsageInput, usageData } from "../input";
import { numberText, parseExactJson } from "./exact-json";
import { readDimensions } from "./read-dimensions";

type Read = { record: UsageInput } | { fault: string };

/**
 * Reads one CloudEvent (as parseExactJson gives it) as a usage record.
 * @returns the record, or one sentence that names the first wrong field and its right form
 */
export function readCloudEvent(event: unknown): Read {
  if (typeof event !== "object" || event === null || Array.isArray(event))
    return { fault: "A record must be a CloudEvent: a JSON object with id, source, type, time and data." };
  const attributes = cloudEvent.safeParse(event);
  if (!attributes.success) return { fault: firstSentence(attributes.error) };
  const { id, source, type, subject, time, datacontenttype } = attributes.data;
  if (datacontenttype && !/^application\/([\w.-]+\+)?json\b/i.test(datacontenttype))
    return { fault: `datacontenttype must be application/json, not ${datacontenttype}.` };
  const data = usageData.safeParse(dataOf(event as Record<string, unknown>));
  if (!data.success) return { fault: firstSentence(data.error) };
  const { quantity } = data.data;
  const { data: value, error } = countedValue.safeParse(data.data.value);
  if (!quantity && !value) return { fault: data.data.value == null ? quantityMissing : firstSentence(error) };
  const read = quantity ? readQuantity(numberText(quantity) ?? quantity) : { quantity: "1" };
  if ("fault" in read) return read;
  const said = readDimensions(data.data.dimensions);
  if ("fault" in said) return said;
  const at = readInstant(time);
  if (!at) return { fault: `time "${time}" is not a time with its zone: write it like 2026-11-01T10:15:00Z.` };
  const start = data.data.start ? readInstant(data.data.start) : null;
  if (data.data.start && !start)
    return {
      fault: `data.start "${data.data.start}" is not a time with its zone: write it like 2026-11-01T10:00:00Z.`,
    };
  return {
    record: {
      id,
      source,
      meter: data.data.meter ?? type,
      subject: subject ?? null,
      at,
      start,
      quantity: read.quantity,
      ...(value && { value, valueAlone: !quantity }),
      ...(said.dimensions && { dimensions: said.dimensions }),
      ...(data.data.unit && { unit: data.data.unit }),
      cloud: data.data.cloud ?? null,
      customer: data.data.customer ?? null,
    },
  };
}

function dataOf(event: Record<string, unknown>): unknown {
  if (typeof event.data_base64 !== "string" || event.data !== undefined) return event.data;
  try {
    return parseExactJson(Buffer.from(event.data_base64, "base64").toString("utf8"));
  } catch {
    return undefined;
  }
}

const firstSentence = (error: z.ZodError | undefined) => error?.issues[0]?.message ?? "The record cannot be read.";
