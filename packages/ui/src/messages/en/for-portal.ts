import { common } from './common.ts';
import { connect } from './connect.ts';
import { failure } from './failure.ts';
import { frame } from './frame.ts';
import { portal } from './portal.ts';

/**
 * The words that the self-service pages may say. Their build takes this for the whole catalogue (apps/portal/vite.config.ts):
 * a phone on a bad line does not fetch the admins' words. tests/portal walks what was built for a key that is not here.
 */
export const en = { ...common, ...failure, ...frame, ...connect, ...portal } as const;
