import type { FlowKind } from '@synergycall/domain';
import { IconClockHour4, IconGridDots, IconHeadset, IconMessage, IconRoute, IconUsers } from '@tabler/icons-react';

const ICONS: { readonly [K in FlowKind]: typeof IconRoute } = {
  ring_group: IconUsers,
  schedule: IconClockHour4,
  menu: IconGridDots,
  mailbox: IconMessage,
  queue: IconHeadset,
};

/** The sign of a kind of call flow. */
export function KindIcon({ kind, size = 16 }: { kind: FlowKind | undefined; size?: number }) {
  const Icon = kind === undefined ? IconRoute : ICONS[kind];
  return <Icon size={size} stroke={1.6} aria-hidden />;
}
