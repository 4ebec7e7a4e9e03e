export { tlsMaterial, type TlsMaterial, type TlsOptions } from './material.ts';
