import type { ReactNode } from "react";
import { cx } from "@/components/ui/cx";
import { Icon, type IconName } from "@/components/ui/icon";
import { ProgressBar } from "@/components/ui/progress-bar";

export type StepState = "done" | "running" | "retried" | "failed" | "todo";

/** One step of an overflow, an installation, any long-running work. */
export interface Step {
  id: string;
  state: StepState;
  /** The sentence first: "Waiting for the machine to acknowledge its entitlements". */
  title: ReactNode;
  /** Why, and what next: "Next look 09:41:30". */
  detail?: ReactNode;
  /** What was sent and what came back, a line each. `name` in grey before `text`. */
  evidence?: { name?: string; text: string }[][];
  /** When it happened: `09:30:04`; while it runs, how far it is: `62 %`. */
  time?: ReactNode;
  /** How long it took: `11 min 20 s`. */
  duration?: ReactNode;
  /** While it runs: how much is done, in percent, and of what. */
  progress?: { percent: number; label: string };
}

const dots: Record<StepState, { icon?: IconName; look: string; label: string }> = {
  done: {
    icon: "check",
    look: "bg-fine-wash text-fine shadow-[inset_0_0_0_1px_var(--color-fine-line)]",
    label: "Done",
  },
  running: {
    icon: "refresh",
    look: "bg-accent-wash text-accent shadow-[inset_0_0_0_1.5px_var(--color-accent)]",
    label: "Running",
  },
  retried: {
    icon: "refresh",
    look: "bg-near-wash text-near shadow-[inset_0_0_0_1px_var(--color-near-line)]",
    label: "Retried",
  },
  failed: {
    icon: "x",
    look: "bg-over-wash text-over shadow-[inset_0_0_0_1px_var(--color-over-line)]",
    label: "Failed",
  },
  todo: { look: "bg-surface shadow-[inset_0_0_0_1.5px_var(--color-line-strong)]", label: "Pending" },
};

/**
 * Vertical steps, solid line behind and dashed ahead. Pass `live` where it updates automatically, so that changes are
 * read out.
 */
export function Timeline({
  steps,
  label,
  live,
  className,
}: {
  steps: Step[];
  /** The list's name: "Timeline". */
  label?: string;
  live?: boolean;
  className?: string;
}) {
  return (
    <ol aria-label={label} aria-live={live ? "polite" : undefined} className={className}>
      {steps.map((step, at) => {
        const dot = dots[step.state];
        const ahead = step.state === "running" || step.state === "todo" || step.state === "failed";
        return (
          <li
            key={step.id}
            className="relative grid grid-cols-[28px_minmax(0,1fr)_auto] gap-x-3 px-4 pb-4 max-sm:grid-cols-[28px_minmax(0,1fr)] max-sm:px-3"
          >
            {at < steps.length - 1 ? (
              <span
                aria-hidden="true"
                className={cx(
                  "absolute top-5.5 -bottom-0.5 left-7.25 w-0.5 max-sm:left-6.25",
                  ahead
                    ? "bg-[repeating-linear-gradient(var(--color-line-strong)_0_3px,transparent_3px_7px)]"
                    : "bg-fine-line",
                )}
              />
            ) : null}
            <span className={cx("mx-1 grid size-5 place-items-center rounded-full", dot.look)}>
              {dot.icon ? <Icon name={dot.icon} size={12} className="stroke-[2.5]" /> : null}
              <span className="sr-only">{dot.label}:</span>
            </span>
            <div className="min-w-0">
              <p className={cx("text-sm", step.state === "todo" ? "font-[520] text-ink-3" : "font-[600]")}>
                {step.title}
              </p>
              {step.detail ? <div className="text-xs leading-4.5 text-ink-2">{step.detail}</div> : null}
              {step.progress ? (
                <div className="mt-2 text-xs text-ink-2">
                  <ProgressBar label={`${step.progress.percent} %`} parts={[{ percent: step.progress.percent }]} />
                  <p className="mt-1">{step.progress.label}</p>
                </div>
              ) : null}
              {step.evidence?.length ? <Evidence lines={step.evidence} /> : null}
            </div>
            <div className="min-w-24 text-right text-xs leading-4.5 whitespace-nowrap text-ink-2 max-sm:col-start-2 max-sm:text-left">
              {step.time}
              {step.duration ? (
                <span className="block text-ink-3 max-sm:ml-2 max-sm:inline">{step.duration}</span>
              ) : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

function Evidence({ lines }: { lines: { name?: string; text: string }[][] }) {
  return (
    <div className="mt-1.5 rounded-sm border border-line bg-sunken px-2.5 py-1.75 font-mono text-[11.5px] leading-4.5 text-ink-2 [font-variant-ligatures:none] [overflow-wrap:anywhere]">
      {lines.map((line) => (
        <p key={line.map((part) => part.text).join(" ")}>
          {line.map((part) => (
            // In boxes of their own, so that a line breaks between two names and not within one.
            <span key={`${part.name} ${part.text}`} className="mr-3 inline-block max-w-full">
              {part.name ? <span className="text-ink-3">{part.name} </span> : null}
              {part.text}
            </span>
          ))}
        </p>
      ))}
    </div>
  );
}
