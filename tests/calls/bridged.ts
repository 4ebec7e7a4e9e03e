import type { Ami } from '../../agent/src/platform/ami/index.ts';

/** Names of the channels that Asterisk has joined with another. A phone hears 200 a moment before. */
export async function bridgedChannels(ami: Ami): Promise<readonly string[]> {
  const channels = await ami.list('CoreShowChannels');
  return channels.ok ? channels.value.filter((one) => one['bridgeid']).map((one) => String(one['channel'])) : [];
}

export const isOf = (endpoint: string) => (channel: string) => channel.startsWith(`PJSIP/${endpoint}-`);
