import { createHash } from 'node:crypto';
import { flowKeys, queuesOfPeople } from './flow.conf.ts';
import {
  dialPrefixes,
  didDigits,
  generationFamily,
  targetText,
  type AstdbName,
  type JobId,
  type RoutePlan,
} from '@synergycall/domain';
import { outsideKeys } from './outside.conf.ts';
import { placeKeys } from './place.conf.ts';

export interface AstdbKeyValue extends AstdbName {
  readonly value: string;
}

/**
 * The keys of a generation in the order in which they are written: extensions, users with their members and whether they
 * have a mailbox (`u/<user>/vm`), public numbers
 * (`d/<digits>` = a target, or `default`), the tenant's default (`default` = a target, absent where there is none), ring
 * groups, schedules, mailboxes, menus and queues, and who answers in which (flow.conf.ts), `xp/<digits>` where a menu lets dial and longer extensions begin so, what calls out need (outside.conf.ts), where phones stand (place.conf.ts), and the manifest `meta` last,
 * `v1;<job>;<count of the others>;<SHA-256 of them, 32 hex digits>`. Without it the core refuses
 * the generation.
 */
export function astdbKeys(plan: RoutePlan, generation: number, jobId: JobId): AstdbKeyValue[] {
  if (!Number.isSafeInteger(generation) || generation < 1) throw new Error('a generation is a positive integer');
  const family = generationFamily(plan.tag, generation);
  const keys: AstdbKeyValue[] = [];
  const add = (key: string, value: string) => keys.push({ family, key, value });
  for (const [number, target] of plan.extensions) add(`x/${number}`, targetText(target));
  for (const { id, extension, members, voicemail } of plan.users.values()) {
    add(`u/${id}/ext`, String(extension));
    add(`u/${id}/n`, String(members.length));
    members.forEach((member, index) => add(`u/${id}/${index + 1}`, member.sipUsername));
    if (voicemail) add(`u/${id}/vm`, '1');
  }
  for (const [number, target] of plan.numbers) add(`d/${didDigits(number)}`, target ? targetText(target) : 'default');
  for (const prefix of dialPrefixes(plan)) add(`xp/${prefix}`, '1');
  if (plan.defaultTarget) add('default', targetText(plan.defaultTarget));
  for (const [key, value] of outsideKeys(plan)) add(key, value);
  for (const [key, value] of placeKeys(plan)) add(key, value);
  for (const flow of plan.flows?.values() ?? []) for (const [key, value] of flowKeys(flow)) add(key, value);
  for (const [key, value] of queuesOfPeople(plan)) add(key, value);
  const count = keys.length;
  add('meta', `v1;${jobId};${count};${manifestHash(keys)}`);
  return keys;
}

/** Independent of order; `keys` without `meta`. */
export function manifestHash(keys: readonly Pick<AstdbKeyValue, 'key' | 'value'>[]): string {
  const lines = keys.map(({ key, value }) => `${key}=${value}\n`).toSorted();
  return createHash('sha256').update(lines.join('')).digest('hex').slice(0, 32);
}
