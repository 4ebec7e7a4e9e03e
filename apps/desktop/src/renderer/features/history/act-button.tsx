import { Button, Tooltip, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';

/**
 * A button that stays in sight when its act is not possible, and says why: by pointer, by keyboard (it keeps the focus)
 * and to screen readers.
 */
export function ActButton({
  whyNot,
  onClick,
  label,
  ...props
}: ButtonProps & {
  whyNot: string | undefined;
  onClick: () => void;
  /** The accessible name, where the words on the button don't name the object. */
  label?: string;
  children: ReactNode;
}) {
  const name = label === undefined ? {} : { 'aria-label': label };
  if (whyNot === undefined) return <Button {...props} {...name} onClick={onClick} />;
  return (
    <Tooltip
      label={whyNot}
      multiline
      maw={280}
      events={{ hover: true, focus: true, touch: true }}
      openDelay={0}
      withinPortal={false}
    >
      <Button
        {...props}
        {...name}
        aria-disabled
        data-disabled
        aria-description={whyNot}
        onClick={(event) => event.preventDefault()}
      />
    </Tooltip>
  );
}
