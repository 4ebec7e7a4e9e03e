import { Anchor } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from 'wouter';

/** The way back to the list that a page belongs to, above its title. */
export function BackLink({ href, children }: { href: string; children: string }) {
  return (
    <Anchor component={Link} href={href} className="d-back">
      <IconArrowLeft size={14} aria-hidden /> {children}
    </Anchor>
  );
}
