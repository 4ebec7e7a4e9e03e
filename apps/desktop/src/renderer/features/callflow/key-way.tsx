import type { MenuKey } from '@synergycall/domain';

/** A key of a menu on its line, as it looks on a phone, and what it is for. */
export const KeyWay = ({ of, label }: { of: MenuKey; label: string | undefined }) => (
  <>
    <kbd className="d-key">{of}</kbd>
    {label === undefined ? null : (
      <span className="d-way-label sc-truncate" dir="auto" title={label}>
        {label}
      </span>
    )}
  </>
);
