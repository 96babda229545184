/** Name of an icon of the product: a symbol of public/icons.svg. */
export type IconName =
  | "activity"
  | "arrow-down"
  | "arrow-right"
  | "arrow-up"
  | "ban"
  | "bell"
  | "building"
  | "calendar"
  | "chart"
  | "check"
  | "chevron-down"
  | "chevron-left"
  | "chevron-right"
  | "chevrons-up-down"
  | "alert"
  | "help"
  | "clock"
  | "cloud"
  | "columns"
  | "copy"
  | "cpu"
  | "card"
  | "database"
  | "download"
  | "ellipsis"
  | "external"
  | "eye"
  | "gauge"
  | "disk"
  | "hash"
  | "info"
  | "key"
  | "dashboard"
  | "link"
  | "filter"
  | "logout"
  | "mail"
  | "menu"
  | "minus"
  | "moon"
  | "package"
  | "panel"
  | "pause"
  | "pencil"
  | "play"
  | "plus"
  | "receipt"
  | "refresh"
  | "scroll"
  | "search"
  | "send"
  | "server"
  | "settings"
  | "shield"
  | "sliders"
  | "sun"
  | "sun-moon"
  | "terminal"
  | "trash"
  | "triangle"
  | "undo"
  | "unlink"
  | "upload"
  | "user"
  | "users"
  | "waves"
  | "webhook"
  | "x"
  | "zap"
  | "license";

/**
 * An icon by name, from public/icons.svg (`node scripts/icons.mjs` makes it): pages carry no drawings in their script.
 * `size` in px: 16, 14 in buttons. Decorative unless it has a `label`.
 */
export function Icon({
  name,
  size = 16,
  label,
  className,
}: {
  name: IconName;
  size?: number;
  label?: string;
  className?: string;
}) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`flex-none ${className ?? ""}`}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <use href={`/icons.svg#${name}`} />
    </svg>
  );
}
