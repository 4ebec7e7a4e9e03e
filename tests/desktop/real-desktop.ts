import { installation, type Installation } from '../start/installation.ts';
import { ensureBuilt } from './build.ts';
import { launchDesktop, type Desktop } from './launch/index.ts';
import { person } from './person.ts';

/** What `npm start` gives, and the desktop of whoever comes to it for the first time. */
export interface RealDesktop {
  readonly place: Installation;
  readonly desktop: Desktop;
  end(): Promise<void>;
}

/** Connected, with the first admin and the company Acme Logistics. `patienceMs`: for each thing that is waited for. */
export async function realDesktop(patienceMs: number): Promise<RealDesktop> {
  await ensureBuilt();
  const place = await installation();
  const started = place.start();
  let desktop: Desktop | undefined;
  const end = async (): Promise<void> => {
    await desktop?.close();
    started.signal('SIGTERM');
    await started.ended;
    await place.remove();
  };
  try {
    const [, code = ''] = await started.until(/one-time code:\s+(\S+)/);
    await started.up();
    desktop = await launchDesktop();
    desktop.page.setDefaultTimeout(patienceMs);
    const me = person(desktop.page);
    await me.connects({
      name: 'real agent',
      url: `https://127.0.0.1:${place.ports.https}`,
      caFingerprint: undefined,
      bootstrapCode: code,
      fake: undefined,
      stop: () => Promise.resolve(),
    });
    await me.setsUpTheFirstAdmin(code);
    await me.createsTenant('Acme Logistics');
    return { place, desktop, end };
  } catch (error) {
    await end();
    throw error;
  }
}
