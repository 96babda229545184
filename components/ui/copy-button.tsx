"use client";
import { useEffect, useState } from "react";
import { buttonClass, iconButtonClass } from "./button-class";
import { Icon } from "./icon";

/** Copies `value` and confirms it in place and to a screen reader. `iconOnly` next to ids. */
export function CopyButton({ value, label = "Copy", iconOnly }: { value: string; label?: string; iconOnly?: boolean }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => copyText(value).then(setCopied);
  return (
    <button
      type="button"
      onClick={copy}
      aria-label={iconOnly ? label : undefined}
      title={iconOnly ? label : undefined}
      className={iconOnly ? `${iconButtonClass} size-6 max-sm:size-11` : buttonClass("normal", "small")}
    >
      <Icon name={copied ? "check" : "copy"} size={14} className={copied ? "text-fine" : undefined} />
      {iconOnly ? null : copied ? "Copied" : label}
      <span role="status" className="sr-only">
        {copied ? "Copied" : ""}
      </span>
    </button>
  );
}

/**
 * True once the text is on the clipboard. Pages served without TLS have no clipboard API: a selection does it there.
 */
async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
