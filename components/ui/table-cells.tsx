import type { ReactNode } from "react";
import { cx } from "./cx";
import { NOTHING } from "./format";
import { Icon } from "./icon";
import { PageLink } from "./page-link";
import type { Column } from "./table-types";

/** What of a table hides where. */
const folds = {
  phone: "max-sm:hidden",
  tablet: "max-lg:hidden",
  sheet: "max-lg:hidden rail-sheet:hidden",
  // The cell stays in its place without width; its words are laid under the row's other cells.
  under: "max-sm:w-0 max-sm:px-0!",
};
/** A cell of the body. */
export const cellClass = "border-b border-line px-2 py-1.75 h-9 first:pl-4 last:pr-4";
/** A cell of the head, which sticks to the window where the table fits its place. */
export const headClass =
  "border-b border-line-strong bg-surface px-2 py-2 text-left text-xs font-medium text-ink-3 sm:whitespace-nowrap max-sm:align-bottom first:rounded-tl-lg first:pl-4 last:rounded-tr-lg last:pr-4 lg:sticky lg:top-12 lg:z-2 in-data-wide:static!";

/** How a column's cells stand, and where they are folded. */
export const columnClass = ({ align, fold }: Column): string =>
  cx(align === "right" && "text-right", fold && folds[fold]);

/** A column's head; the first column's has that of the column `under` its cells as well, where that one is folded. */
export function HeadCell({ column, under }: { column: Column; under?: Column }) {
  return (
    <th
      scope="col"
      aria-sort={sortedOf(column)}
      // On a phone what may grow takes all that the others leave.
      className={cx(headClass, columnClass(column), column.grow && "max-sm:w-full!")}
      style={column.grow ? { width: column.grow } : undefined}
    >
      <HeadWords column={column} className={column.fold === "under" ? "max-sm:hidden" : undefined} />
      {under ? (
        <span className="block sm:hidden">
          <HeadWords column={under} />
        </span>
      ) : null}
    </th>
  );
}

const sortedOf = ({ sorted }: Column) => (sorted === "up" ? "ascending" : sorted === "down" ? "descending" : undefined);

function HeadWords({ column, className }: { column: Column; className?: string }) {
  const text = (
    <>
      {column.head}
      {column.unit ? <span className="unit"> {column.unit}</span> : null}
    </>
  );
  if (!column.sortHref) return <span className={className}>{text}</span>;
  return (
    <PageLink
      href={column.sortHref}
      scroll={false}
      className={cx(
        "inline-flex items-center gap-1 hover:text-ink max-sm:min-h-6",
        column.sorted && "text-ink",
        className,
      )}
    >
      {text}
      {column.sorted ? <Icon name={column.sorted === "up" ? "arrow-up" : "arrow-down"} size={12} /> : null}
    </PageLink>
  );
}

/** Longer than every id of ours, as serials of virtual machines are: it breaks into lines. */
const longMono = 32;
/** Longer than most names. */
const longText = 44;

function wordsOf(column: Column, content: ReactNode): ReactNode {
  if (typeof content !== "string") return content ?? <span className="text-ink-3">{NOTHING}</span>;
  // Its own direction, so that a name written from right to left loses its end, not its beginning.
  if (column.grow)
    return (
      <span dir="auto" className="block truncate text-left">
        {content}
      </span>
    );
  if (content.length > (column.mono ? longMono : longText))
    return (
      // As wide as its place allows, in as many lines as that takes: the table is never wider for it.
      <span
        className={cx(
          "block whitespace-normal [overflow-wrap:anywhere]",
          column.mono ? "min-w-28" : "min-w-24 sm:min-w-32",
        )}
      >
        {content}
      </span>
    );
  return content;
}

/** A cell of a row; `href` makes it the link of the whole row. */
export function BodyCell({
  column,
  content,
  href,
  above,
}: {
  column: Column;
  content: ReactNode;
  href?: string;
  /** On a phone the row has a line under its cells. */
  above?: boolean;
}) {
  const words = wordsOf(column, content);
  const shown =
    column.fold === "under" ? (
      <span className="max-sm:pointer-events-none max-sm:absolute max-sm:bottom-2 max-sm:left-4">{words}</span>
    ) : (
      words
    );
  return (
    <td
      className={cx(
        cellClass,
        // On a phone words break: a state that stands beyond the edge is not read.
        column.align === "right" || column.mono ? "whitespace-nowrap" : "sm:whitespace-nowrap",
        columnClass(column),
        column.mono && "mono",
        column.muted && "text-ink-2",
        column.grow && "max-w-0 min-w-28 truncate max-sm:min-w-22",
        above && "max-sm:pb-8",
      )}
      title={column.grow && typeof content === "string" ? content : undefined}
    >
      {href ? (
        <PageLink href={href} className="-outline-offset-2 after:absolute after:inset-0">
          {shown}
        </PageLink>
      ) : (
        shown
      )}
    </td>
  );
}
