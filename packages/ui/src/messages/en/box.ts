export const box = {
  'box.about': 'The host that all companies share.',
  'box.emergencyHint': 'Dialled as they are, from every phone of every company. 3 to 5 digits each; Enter adds one.',
  'box.endpointHint': 'The name of a PJSIP endpoint that you wrote by hand, such as your carrier’s trunk.',
  'box.noEndpoint': 'Without an endpoint, whoever dials one of these numbers hears that the call can’t be completed.',
  'box.saved': '{name} is saved',
  'box.saved.next': 'Apply the box to make it live.',
  'box.waiting': 'Saved, not live yet',
  'box.applyHint':
    'Emergency numbers, who takes those calls and the box’s trunks become live by applying the box. Calls in progress go on.',
  'box.apply': 'Apply box',
  'box.applying': 'Applying the box',
} as const;
