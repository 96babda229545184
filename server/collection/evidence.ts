/**
 * What vendors leave where a serial number should be (docs/rules.md 8.5); in lower case, letters and digits only.
 */
const placeholders = new Set([
  "none",
  "na",
  "unknown",
  "default",
  "defaultstring",
  "tobefilledbyoem",
  "systemserialnumber",
  "notspecified",
  "notapplicable",
  "invalid",
  "0123456789",
  "123456789",
  "03000200040005000006000700080009",
]);

/** A serial number or hardware UUID as it came, or null for a placeholder: empty, zeros, all F, or one of the list. */
export function realSerial(text: string | undefined): string | null {
  const serial = (text ?? "").trim();
  const bare = serial.toLowerCase().replace(/[^a-z0-9]/g, "");
  return /^0*$/.test(bare) || /^f{32}$/.test(bare) || placeholders.has(bare) ? null : serial;
}

export type Evidence = { serial: string | null; hardwareUuid: string | null; installId: string | null };

/** Whether two sets of evidence are of the same hardware: two of the three agree (docs/rules.md 2.4). */
export function sameHardware(one: Evidence, other: Evidence): boolean {
  const agree = (["serial", "hardwareUuid", "installId"] as const).filter(
    (fact) => one[fact] !== null && one[fact]?.toLowerCase() === other[fact]?.toLowerCase(),
  );
  return agree.length >= 2;
}
