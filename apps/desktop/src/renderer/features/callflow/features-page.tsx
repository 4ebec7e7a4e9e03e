import { Button } from '@mantine/core';
import { Page, Section, t } from '@synergycall/ui';
import { IconPrinter } from '@tabler/icons-react';
import { useTenant } from '../../frame/tenant-context.ts';
import { codeGroups, stickers, type CodeLine } from './code-words.ts';
import { ParkingTime } from './parking-time.tsx';

const LAMPS = ['person', 'group', 'place', 'hours', 'dnd'] as const;
/** As many stickers on a sheet: for as many phones. */
const COPIES = 8;

/** What people dial and what keys of phones can watch; and a sheet of stickers, which is all that is printed. */
export function FeaturesPage() {
  const tenant = useTenant();
  return (
    <Page
      title={t('features.title')}
      about={t('features.about')}
      actions={
        <Button leftSection={<IconPrinter size={15} />} onClick={() => window.print()}>
          {t('features.print')}
        </Button>
      }
    >
      <div className="d-features">
        <Section title={t('features.codes')} about={t('features.codes.about')}>
          {codeGroups(tenant.parkSeconds).map(({ title, lines }) => (
            <CodeTable key={title} title={title} head={['features.col.dial', 'features.col.does']} lines={lines} />
          ))}
        </Section>
        <ParkingTime tenant={tenant} />
        <Section title={t('features.lamps')} about={t('features.lamps.about')}>
          <CodeTable
            title={t('features.lamps')}
            head={['features.col.key', 'features.col.shows']}
            lines={LAMPS.map((lamp) => ({
              key: lamp,
              dial: t(`features.lamp.${lamp}.key`),
              does: t(`features.lamp.${lamp}`),
            }))}
            quiet
          />
          <p className="sc-dim d-features-note">{t('features.lamps.alone')}</p>
        </Section>
        <Section title={t('features.stickers')} about={t('features.stickers.about')}>
          <div className="d-stickers">
            {Array.from({ length: COPIES }, (_, copy) => (
              <div key={copy} className="d-sticker" aria-hidden={copy > 0}>
                <strong dir="auto">{tenant.name}</strong>
                <dl>
                  {stickers().map(({ key, dial, does }) => (
                    <div key={key}>
                      <dt>{dial}</dt>
                      <dd>{does}</dd>
                    </div>
                  ))}
                </dl>
              </div>
            ))}
          </div>
        </Section>
      </div>
    </Page>
  );
}

function CodeTable(props: {
  title: string;
  head: readonly ['features.col.dial' | 'features.col.key', 'features.col.does' | 'features.col.shows'];
  lines: readonly CodeLine[];
  /** The heading above says it already. */
  quiet?: boolean;
}) {
  const [first, second] = props.head;
  return (
    <table className="d-codes" aria-label={props.title}>
      {props.quiet ? null : <caption>{props.title}</caption>}
      <thead>
        <tr>
          <th scope="col">{t(first)}</th>
          <th scope="col">{t(second)}</th>
        </tr>
      </thead>
      <tbody>
        {props.lines.map(({ key, dial, does }) => (
          <tr key={key}>
            <th scope="row">{dial}</th>
            <td>{does}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
