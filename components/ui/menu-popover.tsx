"use client";
import type { ComponentProps, RefObject } from "react";
import { Menu as AriaMenu, MenuItem, type MenuItemProps, Popover, Separator, Text } from "react-aria-components";
import { AriaRoot } from "./aria-root";
import { cx } from "./cx";
import { Icon } from "./icon";
import type { MenuAction } from "./menu-list";
import { submitPost } from "./submit-post";

/**
 * An entry that is not available: it takes the focus, so that its reason is read out and can be read by touch, and does
 * nothing.
 */
const unavailable: MenuItemProps["render"] = (props) => (
  <div {...(props as ComponentProps<"div">)} aria-disabled="true" />
);

/** The open menu of a button; MenuButton fetches it. */
export function MenuPopover({
  trigger,
  label,
  items,
  onClose,
}: {
  trigger: RefObject<HTMLButtonElement | null>;
  label: string;
  items: MenuAction[];
  onClose: () => void;
}) {
  return (
    <AriaRoot>
      <Popover
        triggerRef={trigger}
        isOpen
        onOpenChange={(open) => open || onClose()}
        placement="bottom end"
        className="animate-rise w-66 rounded-md bg-raised p-1 text-sm shadow-pop"
      >
        <AriaMenu
          aria-label={label}
          autoFocus="first"
          onClose={onClose}
          className="max-h-[inherit] overflow-auto outline-none"
        >
          {items.flatMap((item) => [
            item.divided ? <Separator key={`${item.id}-line`} className="my-1 border-t border-line" /> : null,
            <MenuItem
              key={item.id}
              id={item.id}
              textValue={item.label}
              {...(item.disabledReason !== undefined
                ? { render: unavailable, shouldCloseOnSelect: false }
                : {
                    ...(item.href !== undefined && { href: item.href }),
                    ...(item.onAction && { onAction: item.onAction }),
                    ...(item.post && { onAction: submitPost.bind(null, item.post) }),
                  })}
              className={cx(
                "flex cursor-pointer items-start gap-2.5 rounded-sm px-2 py-1.5 outline-none max-sm:py-3",
                "data-[focused]:bg-hover aria-disabled:cursor-default aria-disabled:text-ink-3",
                item.danger && item.disabledReason === undefined && "text-over",
              )}
            >
              {item.on !== undefined ? (
                <Icon name="check" className={cx("mt-0.5 text-accent", !item.on && "invisible")} />
              ) : item.icon ? (
                <Icon name={item.icon} className="mt-0.5 text-ink-3" />
              ) : null}
              <span className="min-w-0 flex-1">
                <Text slot="label">{item.label}</Text>
                {item.disabledReason ? (
                  <Text slot="description" className="block text-xs text-ink-3">
                    {item.disabledReason}
                  </Text>
                ) : null}
              </span>
              {item.keys ? <kbd>{item.keys}</kbd> : null}
            </MenuItem>,
          ])}
        </AriaMenu>
      </Popover>
    </AriaRoot>
  );
}
