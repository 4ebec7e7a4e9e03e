import { z } from 'zod';
import { boxId } from '../ids.ts';
import { emergencyNumber } from '../numbers.ts';
import { revision } from '../paging.ts';
import { displayName } from '../text.ts';

/** An Asterisk host with its agent. */
export const boxView = z.object({
  id: boxId,
  name: z.string(),
  realm: z.string(),
  emergencyNumbers: z.array(emergencyNumber),
  /** A hand-written PJSIP endpoint that takes emergency calls until trunks are managed here. */
  emergencyEndpoint: z.string().nullable(),
  asteriskVersion: z.string().nullable(),
  realtime: z.enum(['sqlite', 'mariadb', 'none']),
  signalling: z.object({
    address: z.string(),
    udp: z.number().int().nullable(),
    tcp: z.number().int().nullable(),
    tls: z.number().int().nullable(),
    wss: z.number().int().nullable(),
  }),
  revision,
});
export type BoxView = z.infer<typeof boxView>;
export const endpointName = z.string().regex(/^[A-Za-z0-9][\w.-]{0,38}$/, { error: 'text.not-an-endpoint' });
export const updateBoxInput = z.object({
  revision,
  name: displayName.optional(),
  emergencyNumbers: z.array(emergencyNumber).min(1, { error: 'number.no-emergency' }).max(20).optional(),
  emergencyEndpoint: endpointName.nullable().optional(),
});
export const DEFAULT_EMERGENCY_NUMBERS: readonly string[] = ['112', '911', '999'];
