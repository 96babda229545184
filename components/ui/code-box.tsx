"use client";
import { type ReactNode, useId, useState } from "react";
import { CopyButton } from "./copy-button";
import { cx } from "./cx";

export interface CodeTab {
  label: string;
  /** The whole text, as it is copied. */
  text: string;
  /** The part of the text that is a secret, shown in accent. */
  secret?: string;
  /** Instead of text to copy: a file to save. */
  download?: { href: string; label: string };
}

/** Tabs over mono text with copy at the right and a foot of facts (expiry, uses, binding, last fetch, revoke). */
export function CodeBox({ label, tabs, foot }: { label: string; tabs: CodeTab[]; foot?: ReactNode }) {
  const [on, setOn] = useState(0);
  const id = useId();
  const tab = tabs[Math.min(on, tabs.length - 1)];
  if (!tab) return null;
  const move = (step: number) => {
    const next = (on + step + tabs.length) % tabs.length;
    setOn(next);
    document.getElementById(`${id}-tab-${next}`)?.focus();
  };
  const [before = "", after] = tab.secret ? tab.text.split(tab.secret, 2) : [tab.text];
  return (
    <div className="overflow-hidden rounded-md border border-line-strong bg-code">
      <div className="flex h-9.5 items-center gap-4 border-b border-line bg-surface px-3 text-xs font-medium whitespace-nowrap text-ink-2 max-sm:h-12">
        <div role="tablist" aria-label={label} className="flex h-full min-w-0 gap-4 overflow-x-auto overflow-y-hidden">
          {tabs.map((one, at) => (
            <button
              key={one.label}
              type="button"
              role="tab"
              id={`${id}-tab-${at}`}
              aria-selected={at === on}
              aria-controls={`${id}-panel`}
              tabIndex={at === on ? 0 : -1}
              onClick={() => setOn(at)}
              onKeyDown={(event) => {
                if (event.key === "ArrowRight") move(1);
                if (event.key === "ArrowLeft") move(-1);
              }}
              className={cx(
                "h-full -outline-offset-2",
                at === on ? "font-semibold text-ink shadow-[inset_0_-2px_0_var(--color-accent)]" : "hover:text-ink",
              )}
            >
              {one.label}
            </button>
          ))}
        </div>
        <span className="ml-auto flex-none">
          <CopyButton value={tab.text} />
        </span>
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-tab-${on}`}>
        <pre className="px-4 py-3.5 font-mono text-[12.5px] leading-5 font-[420] break-all whitespace-pre-wrap [font-variant-ligatures:none]">
          {before}
          {after === undefined ? null : (
            <>
              <b className="font-[600] text-accent">{tab.secret}</b>
              {after}
            </>
          )}
        </pre>
        {tab.download ? (
          <p className="px-4 pb-3.5 text-sm">
            <a href={tab.download.href} download className="font-[560] text-accent hover:underline">
              {tab.download.label}
            </a>
          </p>
        ) : null}
      </div>
      {foot ? (
        <div className="flex flex-wrap items-center gap-x-5 gap-y-1 border-t border-line px-4 py-2 text-xs text-ink-2">
          {foot}
        </div>
      ) : null}
    </div>
  );
}
