export * from './keyring.ts';
export * from './secret.ts';
