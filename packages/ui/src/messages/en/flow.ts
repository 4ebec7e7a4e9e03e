/** Call flows: ring groups, schedules, mailboxes and menus. */
export const flow = {
  'flow.kind.ring_group': 'ring group',
  'flow.kind.schedule': 'schedule',
  'flow.kind.mailbox': 'mailbox',
  'flow.kind.menu': 'menu',
  'flow.strategy.all': 'all together',
  'flow.strategy.in-order': 'one after the other',
  'flow.strategy.round-robin': 'in turn',
  'flow.strategy.longest-idle': 'whoever has waited longest',
} as const;
