import type { AmiFields, OriginateRequest } from './types.ts';

const CHANNEL = /^(Local|PJSIP)\/[A-Za-z0-9_-]{1,80}(@[A-Za-z0-9_-]{1,80})?(\/n)?$/;
const WORD = /^[A-Za-z][A-Za-z0-9]{0,39}$/;
const CONTEXT = /^[A-Za-z0-9_-]{1,79}$/;
const EXTENSION = /^[A-Za-z0-9*#+_-]{1,79}$/;
const DATA = /^[A-Za-z0-9 ,.:@*#+/_()=-]{0,200}$/;
const VARIABLE = /^_{0,2}[A-Za-z][A-Za-z0-9_]{0,79}$/;
/** No comma: AMI takes it as the end of one assignment and the start of the next. */
const VARIABLE_VALUE = /^[A-Za-z0-9 .:@*#+/_-]{0,200}$/;
/** Applications that run something on the host need more rights anyway; only harmless ones are let through here. */
const APPLICATIONS = new Set([
  'Wait',
  'Answer',
  'Playback',
  'Echo',
  'Milliwatt',
  'Hangup',
  'NoOp',
  'Dial',
  'MusicOnHold',
  'SayDigits',
  'SendDTMF',
  'Read',
]);

/** SECURITY: an Originate can run any application; finds the first part outside the closed patterns. */
export function findUnsafeOriginate(request: OriginateRequest): string | undefined {
  if (!CHANNEL.test(request.channel)) return 'Channel';
  if (request.callerId !== undefined && !/^[A-Za-z0-9 <>"+*#._-]{0,120}$/.test(request.callerId)) return 'CallerID';
  for (const [name, value] of Object.entries(request.variables ?? {})) {
    if (!VARIABLE.test(name) || !VARIABLE_VALUE.test(value)) return 'Variable';
  }
  if (request.to === 'application') {
    if (!WORD.test(request.application) || !APPLICATIONS.has(request.application)) return 'Application';
    return DATA.test(request.data ?? '') ? undefined : 'Data';
  }
  if (!CONTEXT.test(request.context)) return 'Context';
  return EXTENSION.test(request.extension) ? undefined : 'Exten';
}

/** The headers of a checked request. */
export function originateFields(request: OriginateRequest): AmiFields {
  const variables = Object.entries(request.variables ?? {}).map(([name, value]) => `${name}=${value}`);
  return {
    Channel: request.channel,
    Timeout: request.ringMs ?? 30_000,
    Async: request.wait === 'queued',
    ...(request.callerId === undefined ? {} : { CallerID: request.callerId }),
    ...(variables.length > 0 ? { Variable: variables } : {}),
    ...(request.to === 'application'
      ? { Application: request.application, Data: request.data ?? '' }
      : { Context: request.context, Exten: request.extension, Priority: request.priority ?? 1 }),
  };
}
