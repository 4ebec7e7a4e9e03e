/** Call flows: ring groups and schedules. */
export const flow = {
  'flow.kind.ring_group': 'ring group',
  'flow.kind.schedule': 'schedule',
  'flow.exit.noanswer': 'nobody answers',
  'flow.exit.open': 'open',
  'flow.exit.closed': 'closed',
  'flow.exit.holiday': 'holiday',
  'flow.strategy.all': 'all together',
  'flow.strategy.in-order': 'one after the other',
  'flow.strategy.round-robin': 'in turn',
  'flow.strategy.longest-idle': 'whoever has waited longest',
} as const;
