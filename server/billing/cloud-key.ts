import type { CloudId } from "./engine/types";

const onPremises = "on-premises";

/** A host cloud's id as tables hold it: use in none is on-premises. */
export const cloudKey = (cloudId: CloudId): string => cloudId ?? onPremises;
/** A host cloud as the engine takes it. */
export const cloudOf = (key: string): CloudId => (key === onPremises ? null : key);
