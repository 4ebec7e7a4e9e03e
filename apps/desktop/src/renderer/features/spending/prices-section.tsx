import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { FailureNote, Section, SkeletonLines, t } from '@synergycall/ui';
import { IconCoins } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useTRPC } from '../../agent/client.tsx';
import { loadable } from '../../agent/loadable.ts';
import { routes } from '../../frame/routes.ts';

/** On the settings page: are there prices, and in what? */
export function PricesSection() {
  const trpc = useTRPC();
  const query = useQuery(trpc.spending.prices.queryOptions({}));
  const state = loadable(query);
  return (
    <Section
      title={t('price.title')}
      actions={
        <Button
          component={Link}
          href={routes.prices()}
          variant="default"
          size="xs"
          leftSection={<IconCoins size={15} stroke={1.75} />}
        >
          {t('price.open')}
        </Button>
      }
    >
      {state.tag === 'loading' ? <SkeletonLines lines={1} /> : null}
      {state.tag === 'failed' ? <FailureNote failure={state.failure} onRetry={() => void query.refetch()} /> : null}
      {state.tag === 'ready' ? (
        <div className="sc-dim">
          {state.value.prices.length === 0
            ? t('price.none')
            : t('price.count', { n: state.value.prices.length, currency: state.value.currency })}
        </div>
      ) : null}
    </Section>
  );
}
