/** Call flows: ring groups and schedules. */
export const flow = {
  'flow.kind.ring_group': 'ring group',
  'flow.kind.schedule': 'schedule',
} as const;
