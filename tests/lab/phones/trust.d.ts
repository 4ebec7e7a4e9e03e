/**
 * Checks the certificate a server shows against an authority and the host, as a real phone would. baresip 1.0.0 has no switch
 * for it and takes any certificate (seen), and the test's Chromium is told to: so this look stands in for theirs.
 */
export declare function trustsServer(server: {
    host: string;
    port: number;
}, ca: string): Promise<void>;
