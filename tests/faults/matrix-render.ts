import type { Watch } from './box.ts';

type Render = ReturnType<Watch>['render'];
type Taken = Parameters<Render>[0];
type Tenant = NonNullable<Taken['tenant']>;

/** What a database with its constraints would not let a test make: models that are wrong, and a text that is. */
const MODELS: Readonly<Record<string, (tenant: Tenant) => Tenant>> = {
  duplicate: (tenant) => ({
    ...tenant,
    users: tenant.users.map((user) => ({ ...user, extension: tenant.users[0]?.extension ?? user.extension })),
  }),
  dangling: (tenant) => ({
    ...tenant,
    devices: tenant.devices.map((device, index) =>
      index === 0 ? { ...device, userId: 'zzzzzzzzzzzz' as typeof device.userId } : device,
    ),
  }),
  number: (tenant) => ({
    ...tenant,
    users: tenant.users.map((user, index) => (index === 0 ? { ...user, extension: 7 } : user)),
  }),
};

/** The rendering as it is, or with the error that `wish` names. */
export function badRender(wish: string | undefined, taken: Taken, render: Render): ReturnType<Render> {
  const model = wish === undefined ? undefined : MODELS[wish];
  if (model && taken.tenant) return render({ ...taken, tenant: model(taken.tenant) });
  const rendered = render(taken);
  if (wish !== 'text' || !rendered.ok) return rendered;
  const broken = (text: string): string => text.replace(/^(\[[^\]]+)\]/m, '$1');
  const files = rendered.value.files.map((file) => ({ ...file, text: broken(file.text) }));
  return { ...rendered, value: { ...rendered.value, files } };
}
