import { Fragment } from "react";
import { cx } from "@/components/ui/cx";
import { type Tone, toneText } from "@/components/ui/tone";
import type { VerdictCode } from "@/server/licensing/rules";

/** What each code means at a glance. What is not here has failed (red). */
const tones: Partial<Record<VerdictCode, Tone>> = {
  VALID: "fine",
  CUSTOMER_SUSPENDED: "near",
  ACCOUNT_SUSPENDED: "near",
  SUSPENDED: "near",
  NOT_ACKNOWLEDGED: "near",
  DOCUMENT_EXPIRED: "near",
  HEARTBEAT_DEAD: "near",
  CUSTOMER_CLOSED: "muted",
  ACCOUNT_CLOSED: "muted",
  RELEASED: "muted",
  EXPIRED: "muted",
  NOT_YET_VALID: "muted",
  PENDING: "muted",
  MACHINE_RETIRED: "muted",
  NO_DOCUMENT: "muted",
};

/** The tone of a verdict, for the parts around its code. */
export const verdictTone = (code: VerdictCode): Tone => tones[code] ?? "over";

/** A verdict's code with its sentence on hover. Where space is short it breaks at an underscore. */
export function VerdictCodeText({ verdict }: { verdict: { code: VerdictCode; sentence: string } }) {
  const words = verdict.code.split("_");
  return (
    <span
      title={verdict.sentence}
      className={cx("mono block text-xs leading-4 whitespace-normal", toneText[verdictTone(verdict.code)])}
    >
      {words.map((word, at) => (
        <Fragment key={word}>
          {at > 0 ? <wbr /> : null}
          {at < words.length - 1 ? `${word}_` : word}
        </Fragment>
      ))}
    </span>
  );
}
