import { checkDialplans } from '@synergycall/asterisk';
import { expect, test } from 'vitest';
import { renderTenantFile } from '../tenant/tenant.conf.ts';
import { renderCore } from './index.ts';
import { acme, beta, labBox } from './sample.ts';

test.each([null, 'sos-trunk'])(
  'the core and its tenants hang together (emergency endpoint %s)',
  (emergencyEndpoint) => {
    const box = { ...labBox, box: { ...labBox.box, emergencyEndpoint } };
    const files = [...renderCore(box), renderTenantFile(acme.tenant), renderTenantFile(beta.tenant)].map(
      ({ path, text }) => ({ path: `extensions.d/synergycall/${path}`, text }),
    );
    expect(checkDialplans(files)).toEqual([]);
  },
);
