import { account } from './account.ts';
import { alert } from './alert.ts';
import { apply } from './apply.ts';
import { audit } from './audit.ts';
import { box } from './box.ts';
import { callflow } from './callflow.ts';
import { cli } from './cli.ts';
import { common } from './common.ts';
import { connect } from './connect.ts';
import { device } from './device.ts';
import { did } from './did.ts';
import { drift } from './drift.ts';
import { emergency } from './emergency.ts';
import { failure } from './failure.ts';
import { features } from './features.ts';
import { flow } from './flow.ts';
import { form } from './form.ts';
import { frame } from './frame.ts';
import { handling } from './handling.ts';
import { history } from './history.ts';
import { mail } from './mail.ts';
import { menu } from './menu.ts';
import { model } from './model.ts';
import { portalCalls } from './portal-calls.ts';
import { policy } from './policy.ts';
import { portalMe } from './portal-me.ts';
import { portalMessages } from './portal-messages.ts';
import { portal } from './portal.ts';
import { prompt } from './prompt.ts';
import { queue } from './queue.ts';
import { spending } from './spending.ts';
import { tenant } from './tenant.ts';
import { testCall } from './test-call.ts';
import { trace } from './trace.ts';
import { trunk } from './trunk.ts';
import { user } from './user.ts';

/** All words of the product in English, a file per concept. */
export const en = {
  ...common,
  ...cli,
  ...failure,
  ...form,
  ...frame,
  ...connect,
  ...tenant,
  ...user,
  ...device,
  ...did,
  ...flow,
  ...callflow,
  ...features,
  ...menu,
  ...queue,
  ...prompt,
  ...apply,
  ...audit,
  ...box,
  ...portal,
  ...portalCalls,
  ...portalMe,
  ...portalMessages,
  ...account,
  ...history,
  ...drift,
  ...model,
  ...trunk,
  ...testCall,
  ...policy,
  ...alert,
  ...spending,
  ...trace,
  ...mail,
  ...handling,
  ...emergency,
} as const;
